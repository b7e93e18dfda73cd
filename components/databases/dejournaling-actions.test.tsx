import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { DejournalingActions } from './dejournaling-actions.tsx';

afterEach(cleanup);

const open = (
  dejournaling: Parameters<typeof DejournalingActions>[0]['dejournaling'],
  answer: () => Outcome<unknown> = () => accepted({ taskId: 1, outcomes: [] }),
) => openPage(<DejournalingActions target={TARGET} name="DEMO" dejournaling={dejournaling} />, { summary }, answer);
const last = (name: string) => screen.getAllByRole('button', { name }).at(-1) as HTMLElement;

test('pausing asks first; what is not offered says why', async () => {
  const { user, sent } = open({ isPaused: false, pause: null, markCaughtUp: { code: 'P157', args: ['DEMO'] } });
  await user.click(last('Mark as Caught Up'));
  expect(last('Mark as Caught Up').getAttribute('aria-disabled')).toBe('true');
  await user.click(last('Pause Dejournaling'));
  expect(sent).toEqual([]);
  await user.click(last('Pause Dejournaling'));
  expect(sent).toEqual([{ kind: 'pause-dejournaling', databases: ['DEMO'] }]);
});

test('marking as caught up sends whether it was agreed to, and stays open while it was not', async () => {
  let answer: Outcome<unknown> = refused('P158', [], 'confirmed');
  const { user, sent } = open({ isPaused: true, pause: { code: 'P212', args: ['DEMO'] }, markCaughtUp: null }, () => answer);
  await user.click(last('Mark as Caught Up'));
  await user.click(last('Mark as Caught Up'));
  expect(sent).toEqual([{ kind: 'mark-caught-up', databases: ['DEMO'], confirmed: false }]);
  expect((await screen.findByRole('alert')).textContent).toContain('#P158');
  answer = accepted({ taskId: 1, outcomes: [] });
  await user.click(screen.getByRole('checkbox', { name: /never gets/ }));
  await user.click(last('Mark as Caught Up'));
  expect(sent[1]).toMatchObject({ confirmed: true });
});
