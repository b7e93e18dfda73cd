import type { Story } from '../../contract/stories.ts';

/**
 * Why mirroring stops on a member that goes on running: what the stop means to the others does not depend on it, but what people are told
 * does.
 */
export const stopReasons = ['operator', 'demotion', 'leaving', 'new-name'] as const;
export type StopReason = (typeof stopReasons)[number];

/** On the primary; about the backup. */
export const storyOfStop = {
  operator: 'backup-stopped',
  demotion: 'backup-demoted',
  leaving: 'backup-leaves',
  'new-name': 'backup-takes-new-name',
} as const satisfies Record<StopReason, Story['code']>;
