import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { BackgroundTaskView } from '@/lib/contract/background-tasks.ts';
import { accepted } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { BackgroundTaskList } from './background-task-list.tsx';

afterEach(cleanup);

const task = (id: number, more: Partial<BackgroundTaskView> = {}): BackgroundTaskView => ({
  id,
  kind: 'catch-up',
  subjects: [`DB${id}`],
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:05.000Z',
  state: 'completed',
  done: 1,
  total: 1,
  at: '',
  refusal: null,
  outcomes: [],
  ...more,
});
const running = { state: 'running', endedAt: null } as const;
const open = (tasks: BackgroundTaskView[], list = <BackgroundTaskList target={TARGET} kinds={['catch-up']} />) =>
  openPage(list, { summary, 'background-tasks': { tasks } }, () => accepted(null));
const items = () => screen.queryAllByRole('listitem').map((item) => item.getAttribute('aria-label'));

test('a running task shows how far it is and what it works on, and can be aborted', async () => {
  const { user, sent } = open([task(7, { ...running, done: 1, total: 4, at: 'MIRROR-APRIL-20260101.002' })]);
  expect(screen.getByRole('progressbar', { name: 'Progress of Catchup: DB7' }).getAttribute('value')).toBe('25');
  expect(screen.getByText('MIRROR-APRIL-20260101.002')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Abort Catchup: DB7' }));
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Abort' }));
  expect(sent).toEqual([{ kind: 'abort-background-task', id: 7 }]);
});

test('without a known end the bar has no figure', () => {
  open([task(1, { ...running, total: null })]);
  expect(screen.getByRole('progressbar').hasAttribute('value')).toBe(false);
});

test('some of several that were refused are named with the reason, beside how many they were', () => {
  open([
    task(1, {
      subjects: ['A', 'B', 'C'],
      state: 'failed',
      refusal: { code: '2000', args: ['3', 'B', 'log'] },
      outcomes: [
        { name: 'A', refusal: null },
        { name: 'B', refusal: { code: '2000', args: ['3', 'B', 'log'] } },
        { name: 'C', refusal: null },
      ],
    }),
  ]);
  const item = screen.getByRole('listitem', { name: 'Catchup: A, B, C' });
  expect(within(item).getByRole('status').textContent).toBe('Failed for 1 of 3');
  expect(within(item).getByText('B').tagName).toBe('P');
  expect(within(item).getAllByText(/ERROR #2000/)).toHaveLength(1);
});

test('other kinds are left out; ended ones beyond the newest three wait behind a button, running ones never', async () => {
  const { user } = open([task(9, { kind: 'backup' }), task(6), task(5), task(4), task(3), task(2, running)]);
  expect(items()).toEqual(['Catchup: DB6', 'Catchup: DB5', 'Catchup: DB4', 'Catchup: DB2']);
  await user.click(screen.getByRole('button', { name: 'Show earlier tasks (1)' }));
  expect(items()).toEqual(['Catchup: DB6', 'Catchup: DB5', 'Catchup: DB4', 'Catchup: DB3', 'Catchup: DB2']);
});

test('a page about one database shows its tasks alone; without any there is nothing, or a sentence', () => {
  open([task(1), task(2)], <BackgroundTaskList target={TARGET} subjects={['DB2']} />);
  expect(items()).toEqual(['Catchup: DB2']);
  cleanup();
  open([], <BackgroundTaskList target={TARGET} />);
  expect(screen.queryByRole('region', { name: 'Background Tasks' })).toBeNull();
  cleanup();
  open([], <BackgroundTaskList target={TARGET} saysNone />);
  expect(screen.getByText('No background task has run since this instance started.')).toBeTruthy();
});
