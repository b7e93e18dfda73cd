import { expect, test } from 'vitest';
import { decidePurge, type MirrorPurgeFacts, type PurgeCandidate, type PurgeFacts } from './purge-decision.ts';
import { AWAY_MS_MAX } from '../../machine/waits.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Noon, local time. */
const NOW = new Date(2026, 10, 21, 12).getTime();
const END = 9000;

const local = (ownIndex: number, closedAtMs: number | null = NOW - 10 * DAY_MS): PurgeCandidate => ({
  name: `local ${ownIndex}`,
  closedAtMs,
  ownIndex,
  mirror: null,
  isNewestOfHistory: closedAtMs === null,
});
const mirrored = (fileCount: number, closedAtMs: number | null = NOW - 10 * DAY_MS): PurgeCandidate => ({
  name: `mirror ${fileCount}`,
  closedAtMs,
  ownIndex: null,
  mirror: { fileCount },
  isNewestOfHistory: closedAtMs === null,
});
const receiver = (
  name: string,
  fileCount: number,
  offset: number,
  more: Partial<{ disconnectedSinceMs: number | null; isAsync: boolean }> = {},
) => ({ name, received: { fileCount, offset }, disconnectedSinceMs: null, isAsync: false, ...more });

const mirror: MirrorPurgeFacts = { isPrimary: true, purgeAfterDejournaling: false, receivers: [], needs: [] };
const facts: PurgeFacts = {
  nowMs: NOW,
  settings: { purgeAfterDays: 2, purgeAfterBackups: null },
  backupsNeedFromMs: null,
  recovery: { ownIndex: 99, databases: [] },
  transactions: { ownIndex: null, mirrorFileCount: null },
  mirror,
};

/** What is said of the file, as "goes because …" or "kept because …" or "retained because …". */
function verdict(candidate: PurgeCandidate, changes: Partial<PurgeFacts> = {}): string {
  const [found] = decidePurge([candidate], { ...facts, ...changes });
  if (!found) throw new Error('no verdict');
  return `${found.goes ? 'goes' : found.isRetained ? 'retained' : 'kept'}: ${found.reasons.map(({ code, args }) => [code, ...args].join(' ')).join(', ')}`;
}

const startOfLimitDay = new Date(2026, 10, 19).getTime();
const days = (purgeAfterDays: number | null, purgeAfterBackups: number | null = null) => ({
  settings: { purgeAfterDays, purgeAfterBackups },
});

test.each<[string, PurgeCandidate, Partial<PurgeFacts>, string]>([
  ['the file in use', local(1, null), {}, 'kept: current'],
  ['the last of the mirror', { ...mirrored(9), isNewestOfHistory: true }, days(0), 'kept: newest-of-history'],
  ['closed just before the limit day', local(1, startOfLimitDay - 1), {}, 'goes: older-than-days 2'],
  ['closed on the limit day: it may hold the end of the day before', local(1, startOfLimitDay), {}, 'kept: younger-than-days 2'],
  ['0 days: as soon as it is closed', local(1, NOW), days(0), 'goes: older-than-days 0'],
  ['neither days nor backups', local(1), days(null), 'kept: purging-is-off'],
  ['too few backups so far', local(1), days(null, 2), 'kept: fewer-backups 2'],
  [
    'closed before what the backups need',
    local(1, NOW - DAY_MS),
    { ...days(null, 2), backupsNeedFromMs: NOW - DAY_MS },
    'goes: enough-backups 2',
  ],
  [
    'closed after what the backups need begins',
    local(1, NOW - DAY_MS + 1),
    { ...days(null, 2), backupsNeedFromMs: NOW - DAY_MS },
    'kept: fewer-backups 2',
  ],
  ['0 backups: as soon as it is closed', local(1, NOW), days(null, 0), 'goes: enough-backups 0'],
  ['both are set: the first that is met decides', local(1), { ...days(2, 2), backupsNeedFromMs: null }, 'goes: older-than-days 2'],
  ['both are set and neither is met', local(1, NOW), days(2, 2), 'kept: younger-than-days 2, fewer-backups 2'],
  ['recovery begins with it', local(4), { recovery: { ownIndex: 4, databases: ['USER'] } }, 'retained: recovery USER'],
  ['recovery begins behind it', local(3), { recovery: { ownIndex: 4, databases: ['USER'] } }, 'goes: older-than-days 2'],
  ['an open transaction began in it', local(4), { transactions: { ownIndex: 4, mirrorFileCount: null } }, 'retained: open-transaction'],
  ['an open transaction began before it', local(5), { transactions: { ownIndex: 4, mirrorFileCount: null } }, 'retained: open-transaction'],
  ['an open transaction began behind it', local(3), { transactions: { ownIndex: 4, mirrorFileCount: null } }, 'goes: older-than-days 2'],
  [
    'an open transaction of the primary that is followed',
    mirrored(4),
    { transactions: { ownIndex: null, mirrorFileCount: 4 } },
    'retained: open-transaction',
  ],
  [
    'the backup has it all, and nothing behind it',
    mirrored(4),
    { mirror: { ...mirror, receivers: [receiver('B', 4, END)] } },
    'retained: not-received-by B',
  ],
  [
    'the backup has begun the next one',
    mirrored(4),
    { mirror: { ...mirror, receivers: [receiver('B', 5, 0)] } },
    'goes: older-than-days 2',
  ],
  [
    'the backup lacks its last byte',
    mirrored(4),
    { mirror: { ...mirror, receivers: [receiver('B', 4, END - 1)] } },
    'retained: not-received-by B',
  ],
  [
    'the backup is away for a year',
    mirrored(4),
    { mirror: { ...mirror, receivers: [receiver('B', 1, END, { disconnectedSinceMs: NOW - 365 * DAY_MS })] } },
    'retained: not-received-by B',
  ],
  [
    'an async is away for 14 days',
    mirrored(4),
    { mirror: { ...mirror, receivers: [receiver('C', 1, END, { isAsync: true, disconnectedSinceMs: NOW - AWAY_MS_MAX })] } },
    'retained: not-received-by C',
  ],
  [
    'an async is away for longer',
    mirrored(4),
    { mirror: { ...mirror, receivers: [receiver('C', 1, END, { isAsync: true, disconnectedSinceMs: NOW - AWAY_MS_MAX - 1 })] } },
    'goes: older-than-days 2',
  ],
  [
    'an async is slow and connected',
    mirrored(4),
    { mirror: { ...mirror, receivers: [receiver('C', 1, END, { isAsync: true })] } },
    'retained: not-received-by C',
  ],
  [
    'two members lack it',
    mirrored(4),
    { mirror: { ...mirror, receivers: [receiver('B', 1, 0), receiver('C', 1, 0, { isAsync: true }), receiver('D', 9, 0)] } },
    'retained: not-received-by B C',
  ],
  ['nobody can say who has it', mirrored(4), { mirror: { ...mirror, receivers: 'primary-unreachable' } }, 'retained: primary-unreachable'],
  ['there is no primary', mirrored(4), { mirror: { ...mirror, receivers: 'no-primary' } }, 'retained: no-primary'],
  [
    'a local file is nobody else’s business',
    local(4),
    { mirror: { ...mirror, receivers: 'primary-unreachable' } },
    'goes: older-than-days 2',
  ],
  [
    'not dejournaled on a backup',
    mirrored(4),
    { mirror: { ...mirror, isPrimary: false, needs: [{ name: 'DATA', fileCount: 4, isInactive: false }] } },
    'retained: not-dejournaled DATA',
  ],
  [
    'dejournaled on a backup',
    mirrored(3),
    { mirror: { ...mirror, isPrimary: false, needs: [{ name: 'DATA', fileCount: 4, isInactive: false }] } },
    'goes: older-than-days 2',
  ],
  [
    'recovery of a mirrored database of the primary',
    mirrored(4),
    { mirror: { ...mirror, needs: [{ name: 'DATA', fileCount: 4, isInactive: false }] } },
    'retained: recovery DATA',
  ],
  [
    'an inactive database needs it',
    mirrored(4, NOW - AWAY_MS_MAX),
    { mirror: { ...mirror, needs: [{ name: 'OLD', fileCount: 2, isInactive: true }] } },
    'retained: inactive-database OLD',
  ],
  [
    'an inactive database has had its time',
    mirrored(4, NOW - AWAY_MS_MAX - 1),
    { mirror: { ...mirror, needs: [{ name: 'OLD', fileCount: 2, isInactive: true }] } },
    'goes: older-than-days 2',
  ],
  [
    'a reporting async lets it go at once',
    mirrored(4, NOW),
    { mirror: { ...mirror, isPrimary: false, purgeAfterDejournaling: true } },
    'goes: dejournaled',
  ],
  [
    'a reporting async that has not dejournaled it',
    mirrored(4, NOW),
    { mirror: { ...mirror, isPrimary: false, purgeAfterDejournaling: true, needs: [{ name: 'DATA', fileCount: 4, isInactive: false }] } },
    'retained: not-dejournaled DATA',
  ],
  [
    'a local file of a reporting async follows the settings',
    local(4, NOW),
    { mirror: { ...mirror, isPrimary: false, purgeAfterDejournaling: true } },
    'kept: younger-than-days 2',
  ],
  [
    'too young and needed: both are said',
    mirrored(4, NOW),
    { mirror: { ...mirror, receivers: [receiver('B', 1, 0)] } },
    'kept: younger-than-days 2, not-received-by B',
  ],
])('what purging says of a journal file (facts 6.5): %s', (_label, candidate, changes, expected) => {
  expect(verdict(candidate, changes)).toBe(expected);
});

test('the mirror’s history never gets a hole: what lies behind a kept file is kept', () => {
  const verdicts = decidePurge([mirrored(3), mirrored(4, NOW), mirrored(5), mirrored(6, null)], {
    ...facts,
    settings: { purgeAfterDays: 2, purgeAfterBackups: null },
  });
  expect(verdicts.map(({ name, goes, reasons }) => [name, goes, reasons[0]])).toEqual([
    ['mirror 3', true, { code: 'older-than-days', args: ['2'] }],
    ['mirror 4', false, { code: 'younger-than-days', args: ['2'] }],
    ['mirror 5', false, { code: 'follows-kept-file', args: ['mirror 4'] }],
    ['mirror 6', false, { code: 'current', args: [] }],
  ]);
});
