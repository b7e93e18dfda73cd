import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { memberForTests } from '../../contract/member-for-tests.ts';
import type { MirrorMember } from '../../contract/mirror-config.ts';
import { latestContacts, receiversOf, type Reign } from '../journal/member-contacts.ts';
import type { JournalPosition } from '../journal/position.ts';
import { systemClock } from '../ports/clock.ts';
import { ConfigStore } from '../store/config-store.ts';
import { MemberContacts } from './journal-contacts.ts';

const member = (guid: string, kind: MirrorMember['kind']) => memberForTests(guid, kind, { name: `${guid}/IRIS` });
const ASYNC = member('C', 'disaster-recovery');

let directory: string;
let store: ConfigStore;
let now: number;
const clock = { ...systemClock, nowMs: () => now, wallTime: () => new Date(now) };
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'contacts-'));
  store = await ConfigStore.open(directory);
  now = 1_000_000;
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const opened = () => MemberContacts.open({ store: store.journals, clock });
const at = (fileCount: number, offset = 9000) => ({ fileCount, offset });
/** Files of each term, all of them 9,000 bytes long. */
const filesOf = (...epochs: number[]) => epochs.map((epoch, index) => ({ fileCount: index + 1, end: 9000, epoch }));
const lead = (
  contacts: MemberContacts,
  epoch: number,
  files: Reign['files'],
  received: Record<string, JournalPosition>,
  others = ['B', 'C'],
) => contacts.look({ epoch, files, others, receivedBy: (guid) => received[guid] ?? null });
const served = ({ known }: MemberContacts) =>
  known.contacts.map(({ guid, received, disconnectedSinceMs }) => [guid, received.fileCount, disconnectedSinceMs]);

test('a primary that starts again goes on with what it remembers', async () => {
  const contacts = await opened();
  lead(contacts, 3, filesOf(1, 3, 3, 3), { B: at(3), C: at(2) });
  now += 5000;
  lead(contacts, 3, filesOf(1, 3, 3, 3), { B: at(4) });
  await contacts.settled();
  const again = await opened();
  now += 60_000;
  lead(again, 4, filesOf(1, 3, 3, 3, 4), { B: at(4) });
  expect(served(again)).toEqual([
    ['B', 4, null],
    ['C', 2, 1_005_000],
  ]);
});

test('a member that was never seen is owed everything, and is away since it is known', async () => {
  const contacts = await opened();
  lead(contacts, 1, filesOf(1, 1, 1), { B: at(3) });
  expect(served(contacts)).toEqual([
    ['B', 3, null],
    ['C', 0, now],
  ]);
});

test.each([
  ['which it has followed or fetched', filesOf(3, 3, 4, 5)],
  ['of which it has no journal, by which it knows nothing of its own time', filesOf(1, 1, 2, 5)],
])('what was remembered from before another member led counts for nothing: %s', async (_which, files) => {
  const contacts = await opened();
  lead(contacts, 3, filesOf(3, 3), { B: at(2), C: at(2) });
  await contacts.settled();
  const again = await opened();
  now += 1000;
  lead(again, 5, files, {});
  expect(served(again)).toEqual([
    ['B', 0, now],
    ['C', 0, now],
  ]);
});

test('what the last primary has told counts after a takeover, but nobody counts as away any longer; the former primary is owed everything', async () => {
  const contacts = await opened();
  contacts.take({ epoch: 4, contacts: [{ guid: 'C', received: at(7), disconnectedSinceMs: 5 }] });
  await contacts.settled();
  const again = await opened();
  lead(again, 6, filesOf(1, 1, 1, 4, 4, 4, 4, 4, 6), {});
  expect(served(again)).toEqual([
    ['B', 0, now],
    ['C', 7, now],
  ]);
});

test('what was told counts only as far as the journal goes that was taken over: more was received of what is given up', async () => {
  const contacts = await opened();
  contacts.take({ epoch: 4, contacts: [{ guid: 'C', received: at(7), disconnectedSinceMs: 5 }] });
  lead(contacts, 6, filesOf(1, 4, 4, 6), {});
  expect(contacts.known.contacts[1]).toEqual({ guid: 'C', received: at(3), disconnectedSinceMs: now });
});

test('a late word of an earlier primary counts for nothing', async () => {
  const contacts = await opened();
  contacts.take({ epoch: 4, contacts: [{ guid: 'C', received: at(2), disconnectedSinceMs: null }] });
  contacts.take({ epoch: 3, contacts: [{ guid: 'C', received: at(7), disconnectedSinceMs: 5 }] });
  lead(contacts, 5, filesOf(1, 4, 5), {});
  expect(served(contacts)).toEqual([
    ['B', 0, now],
    ['C', 2, now],
  ]);
});

test('a member that has left is forgotten', async () => {
  const contacts = await opened();
  lead(contacts, 1, filesOf(1, 1, 1), { B: at(3), C: at(2) });
  lead(contacts, 1, filesOf(1, 1, 1), { B: at(3) }, ['B']);
  await contacts.settled();
  expect((await store.journals.contacts()).contacts.map(({ guid }) => guid)).toEqual(['B']);
});

test('of several that say they lead the latest is believed, and none that leads no more', () => {
  const word = (epoch: number) => ({ epoch, contacts: [] });
  expect(latestContacts([word(3), word(5)], 5)).toEqual(word(5));
  expect(latestContacts([word(3), null], 5)).toBe('primary-unreachable');
  expect(latestContacts([word(3), { contacts: null }], 5)).toBe('primary-unreachable');
  expect(latestContacts([{ contacts: null }], 5)).toBe('no-primary');
  expect(latestContacts([{ contacts: [] }], 0)).toEqual(word(0));
});

test('a member without a contact is owed everything, and the other failover member by the primary alone', () => {
  const others = [member('B', 'failover'), ASYNC];
  const contacts = [{ guid: 'B', received: at(3), disconnectedSinceMs: null }];
  const nothing = { name: 'C/IRIS', isAsync: true, received: { fileCount: 0, offset: 0 }, disconnectedSinceMs: now };
  expect(receiversOf(contacts, { others, isPrimary: false, nowMs: now })).toEqual([nothing]);
  expect(receiversOf(contacts, { others, isPrimary: true, nowMs: now })).toEqual([
    { name: 'B/IRIS', isAsync: false, received: at(3), disconnectedSinceMs: null },
    nothing,
  ]);
});
