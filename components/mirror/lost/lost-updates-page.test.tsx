import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import type { LostUpdate, LostUpdateReport } from '@/lib/contract/lost-updates.ts';
import { openPage, summary, TARGET } from '../../portal/test-portal.tsx';
import { LostUpdatesPage } from './lost-updates-page.tsx';
import { fileOfUpdates } from './updates-file.ts';

const report: LostUpdateReport = {
  id: 'april-2-9000-2-9999-g-refused',
  mirrorName: 'APRIL',
  cause: 'refused',
  keptAt: '2026-11-30T13:00:00.000Z',
  from: { fileCount: 2, file: 'MIRROR-APRIL-20261130.002', offset: 9000 },
  to: { fileCount: 2, file: 'MIRROR-APRIL-20261130.002', offset: 9999 },
  count: 3,
  openCount: 1,
  isWhole: true,
  globals: [{ database: 'DATA', global: '^Person', count: 3 }],
  pages: [0],
};
const row = (part: Partial<LostUpdate>): LostUpdate => ({
  file: 'MIRROR-APRIL-20261130.002',
  offset: 9032,
  time: '2026-11-30T12:59:00.000Z',
  database: 'DATA',
  type: 'set',
  reference: '^Person(1)',
  value: 'new',
  isOpen: false,
  ...part,
});
const rows = [
  row({}),
  row({ offset: 9100, oldValue: null, value: '' }),
  row({ offset: 9200, type: 'kill', value: null, oldValue: 'old', isOpen: true }),
];

beforeEach(() => {
  URL.createObjectURL = vi.fn(() => 'blob:x');
  URL.revokeObjectURL = vi.fn();
});
afterEach(cleanup);

function open(more: (command: { kind: string }) => Outcome<unknown> | null = () => null, reports = [report]) {
  return openPage(<LostUpdatesPage target={TARGET} report={null} from={0} />, { summary }, (asked) => {
    if (asked.kind === 'lost-updates') return accepted({ reports });
    if (asked.kind === 'lost-updates-rows') return accepted({ report, rows, next: null });
    return more(asked) ?? accepted(null);
  });
}
const fileOf = (text: string) => new File([text], 'x.updates');

test('which globals, which nodes, old and new value, and where in the journal; what had not ended is told', async () => {
  open();
  const table = await screen.findByRole('table', { name: 'Updates of the report' });
  const shown = within(table)
    .getAllByRole('row')
    .slice(1)
    .map((line) =>
      within(line)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    );
  // Each cell has its head for narrow screens.
  expect(shown.map((cells) => cells.slice(0, 4))).toEqual([
    ['Global Node^Person(1)', 'TypeSet', 'Old Valuenot known', 'New Valuenew'],
    ['Global Node^Person(1)', 'TypeSet', 'Old Valueno value', 'New Value""'],
    ['Global Node^Person(1)', 'TypeKillNode, transaction not ended', 'Old Valueold', 'New Valueno value'],
  ]);
  expect(shown[0]?.slice(4)).toEqual(['DatabaseDATA', 'Time2026-11-30 12:59:00.000', 'Journal addressMIRROR-APRIL-20261130.002: 9,032']);
  expect(screen.getByText('^Person in DATA: 3')).toBeTruthy();
  expect(screen.getByText(/1 of 3 updates belong to transactions that had not ended/)).toBeTruthy();
});

test('a member without a report says so', async () => {
  open(undefined, []);
  await screen.findByText('There is no report on this member.');
});

test('a file is asked about with its count, made in order, and the number made is told', async () => {
  const { user, sent } = open();
  await user.upload(screen.getByLabelText('File'), fileOf(fileOfUpdates('APRIL', rows)));
  await screen.findByText('2 updates of mirror APRIL, in DATA.');
  expect(sent).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Make them again' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText(/2 updates are made on servera\/IRIS/)).toBeTruthy();
  await user.click(within(dialog).getByRole('button', { name: 'Make them again' }));
  await screen.findByText('2 updates were made.');
  expect(sent).toEqual([
    {
      kind: 'make-updates',
      updates: [
        { database: 'DATA', type: 'set', reference: '^Person(1)', value: 'new' },
        { database: 'DATA', type: 'set', reference: '^Person(1)', value: '' },
      ],
    },
  ]);
});

test('more than one command carries: what was made before a refusal is told with it', async () => {
  const many = Array.from({ length: 501 }, (_, index) => row({ reference: `^A(${index})` }));
  let commands = 0;
  const { user, sent } = open(({ kind }) => (kind === 'make-updates' && ++commands === 2 ? refused('2113') : null));
  await user.upload(screen.getByLabelText('File'), fileOf(fileOfUpdates('APRIL', many)));
  await user.click(await screen.findByRole('button', { name: 'Make them again' }));
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByRole('button', { name: 'Make them again' }));
  await within(dialog).findByText(/Operation can only be performed on the primary mirror member/);
  expect(screen.getByText('500 updates were made.')).toBeTruthy();
  expect(sent.map((command) => (command.updates as unknown[]).length)).toEqual([500, 1]);
});

test('another file, or a damaged one, is refused before anything is asked', async () => {
  const { user } = open();
  await user.upload(screen.getByLabelText('File'), fileOf('Name,Value'));
  await screen.findByText('This file was not saved from a report of lost updates.');
  await user.upload(screen.getByLabelText('File'), fileOf(fileOfUpdates('APRIL', rows).slice(0, -9)));
  await screen.findByText(/The file is damaged at line 3/);
  expect(screen.queryByRole('button', { name: 'Make them again' })).toBeNull();
});
