import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorConfig } from '../../contract/mirror-config.ts';

/**
 * Whether the configuration is still the one that a person looked at; `expected` null: nobody looked. P103.
 * To be asked where nothing else can change it any more (`MirrorMember.changeConfiguration`): of two orders with one version only one is
 * done, however close they come (2026-11-29: two removals compared, then both waited, and both were done).
 */
export const checkVersion = ({ version }: MirrorConfig, expected: number | null): Outcome<null> =>
  expected === null || version === expected ? accepted(null) : refused('P103', [`${expected} → ${version}`]);
