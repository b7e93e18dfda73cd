import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import { journalSettingsDefaults } from '@/lib/contract/journals.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { JournalSettingsPage } from './journal-settings-page.tsx';
import { JournalsPage } from './journals-page.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));
afterEach(cleanup);

const settings: InstanceView<'journal-settings'> = {
  ...journalSettingsDefaults,
  directory: '/mgr/journal',
  currentFile: '/mgr/journal/20260301.001',
  freezeFixed: null,
  purgesAfterDejournaling: false,
};
const openSettings = (view: InstanceView<'journal-settings'>, answer: () => Outcome<unknown> = () => accepted(null)) =>
  openPage(<JournalSettingsPage target={TARGET} />, { summary, 'journal-settings': view }, answer);
const save = () => screen.getByRole('button', { name: 'Save' });

test('freeze on error is a choice, and what was chosen stays when it is refused', async () => {
  const { user, sent } = openSettings(settings, () => refused('P207', [], 'freezeOnError'));
  const freeze = () => screen.getByRole<HTMLInputElement>('checkbox', { name: /Updates wait/ });
  expect(freeze().checked).toBe(true);
  await user.click(freeze());
  await user.click(save());
  expect(sent).toEqual([{ kind: 'save-journal-settings', ...journalSettingsDefaults, freezeOnError: false }]);
  expect((await screen.findByText(/always freezes on a journal error/)).textContent).toContain('#P207');
  expect(freeze().checked).toBe(false);
});

test('where it is always on the page says why, and the setting of the instance is saved as it is', async () => {
  const { user, sent } = openSettings({ ...settings, freezeOnError: false, freezeFixed: { code: 'P207', args: [] } });
  expect(screen.queryByRole('checkbox', { name: /Updates wait/ })).toBeNull();
  expect(screen.getByText('Yes. A failover member of a mirror always freezes on a journal error')).toBeTruthy();
  await user.click(save());
  expect(sent[0]).toMatchObject({ freezeOnError: false });
});

test('a refusal of a setting that the page only shows stands at its head, and what was typed stays', async () => {
  const { user } = openSettings({ ...settings, freezeFixed: { code: 'P207', args: [] } }, () => refused('P207', [], 'freezeOnError'));
  await user.type(screen.getByLabelText(/^Journal File Prefix/), 'AB');
  await user.click(save());
  expect((await screen.findByRole('alert')).textContent).toContain('ERROR #P207');
  expect(screen.getByLabelText<HTMLInputElement>(/^Journal File Prefix/).value).toBe('AB');
});

const journals: InstanceView<'journals'> = {
  mirrorName: null,
  directory: '/mgr/journal',
  files: [],
  state: { kind: 'normal' },
  faults: [],
  start: { code: 'P210', args: [] },
  mirrorLog: null,
};
const openJournals = (view: InstanceView<'journals'>, answer: () => Outcome<unknown> = () => accepted({ file: '' })) =>
  openPage(<JournalsPage target={TARGET} mirrorOnly={false} />, { summary, journals: view }, answer);

test('while journaling is disabled the page says so, and starting it stays possible after a refusal', async () => {
  const disabled: InstanceView<'journals'> = {
    ...journals,
    start: null,
    state: { kind: 'disabled', since: '2026-03-01T12:00:00.000Z', reason: 'ENOSPC' },
  };
  const { user, sent } = openJournals(disabled, () => refused('P216', ['ENOSPC']));
  expect(screen.getByText(/Journaling is disabled since .*ENOSPC/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Start Journaling' }));
  expect(sent).toEqual([]);
  const start = () => screen.getAllByRole('button', { name: 'Start Journaling' }).at(-1) as HTMLElement;
  await user.click(start());
  expect(sent).toEqual([{ kind: 'start-journaling' }]);
  expect((await screen.findByRole('alert')).textContent).toContain('#P216');
});

test('a running journal offers no start; one that will be disabled says when', () => {
  openJournals({
    ...journals,
    state: { kind: 'frozen', since: '2026-03-01T12:00:00.000Z', reason: 'ENOSPC', disablesAt: '2026-03-01T12:02:30.000Z' },
  });
  expect(screen.queryByRole('button', { name: 'Start Journaling' })).toBeNull();
  expect(screen.getByText(/at 2026-03-01 12:02:30 journaling is disabled/)).toBeTruthy();
});

test('a disk that does not take what is received, a hole, a lost end and a transfer that stands still are named with what follows', () => {
  openJournals({
    ...journals,
    state: { kind: 'notReceived', since: '2026-03-01T12:00:00.000Z', reason: 'ENOSPC: no space left on device' },
    faults: [
      { kind: 'hole', mirrorName: 'APRIL', reason: 'missing', file: '#3 (MIRROR-APRIL-20260301.003)', begins: 4 },
      { kind: 'lostEnd', mirrorName: 'MAY', file: '#9 (MIRROR-MAY-20260301.009)' },
      {
        kind: 'standstill',
        mirrorName: 'APRIL',
        story: { code: 'transfer-lacks-file', args: ['#3 (MIRROR-APRIL-20260301.003)', 'SERVERA/IRIS'] },
      },
    ],
  });
  expect(screen.getByText(/^Received mirror journal data cannot be written since 2026-03-01 12:00:00 \(ENOSPC/)).toBeTruthy();
  expect(screen.getByText('#2000 Mirror journal file #3 (MIRROR-APRIL-20260301.003) is missing.').parentElement?.textContent).toMatch(
    /begins with file #4 on this member.*run a full backup, copy it there, restore it/,
  );
  expect(screen.getByText(/^Mirror journal file #9 .*does not lead until it has followed a primary/)).toBeTruthy();
  expect(screen.getByText(/^#2000 Journal transfer stands still: journal file #3 .* not found on SERVERA\/IRIS/)).toBeTruthy();
});
