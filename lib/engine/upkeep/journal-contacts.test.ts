import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MirrorMember } from '../../contract/mirror-config.ts';
import type { JournalPosition } from '../journal/position.ts';
import { systemClock } from '../ports/clock.ts';
import { ConfigStore } from '../store/config-store.ts';
import { MemberContacts, receiversOf } from './journal-contacts.ts';

const member = (guid: string, kind: MirrorMember['kind']): MirrorMember => ({
  guid,
  name: `${guid}/IRIS`,
  kind,
  instanceName: 'IRIS',
  instanceDirectory: '/iris',
  agentAddress: '10.0.0.1',
  agentPort: 2188,
  mirrorPrivateAddress: '10.0.0.1',
  superserverAddress: '10.0.0.1',
  superserverPort: 1972,
  distinguishedName: '',
});
const BACKUP = member('B', 'failover');
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

const opened = (wasPrimary: boolean) => MemberContacts.open({ store: store.journals, clock, wasPrimary });
const lead = (contacts: MemberContacts, received: Record<string, JournalPosition>, others = [BACKUP, ASYNC]) =>
  contacts.look({ isPrimary: true, isFollowing: false, others, receivedBy: (guid) => received[guid] ?? null });
const follow = (contacts: MemberContacts) => contacts.look({ isPrimary: false, isFollowing: true, others: [], receivedBy: () => null });
const at = (fileCount: number, offset = 9000) => ({ fileCount, offset });

test('a primary that starts again goes on with what it remembers', async () => {
  const contacts = await opened(true);
  lead(contacts, { B: at(3), C: at(2) });
  now += 5000;
  lead(contacts, { B: at(4) });
  await contacts.settled();
  const again = await opened(true);
  now += 60_000;
  lead(again, { B: at(4) });
  expect(again.list()).toEqual([
    { guid: 'B', received: at(4), disconnectedSinceMs: null },
    { guid: 'C', received: at(2), disconnectedSinceMs: 1_005_000 },
  ]);
});

test('a member that was never seen is owed everything, and is away since it is known', async () => {
  const contacts = await opened(false);
  lead(contacts, { B: at(3) });
  expect(contacts.list()[1]).toEqual({ guid: 'C', received: { fileCount: 0, offset: 0 }, disconnectedSinceMs: now });
});

test('what was remembered from before another member led counts for nothing', async () => {
  const contacts = await opened(true);
  lead(contacts, { B: at(9), C: at(9) });
  await contacts.settled();
  const again = await opened(true);
  follow(again);
  now += 1000;
  lead(again, {});
  expect(again.list().map(({ received, disconnectedSinceMs }) => [received.fileCount, disconnectedSinceMs])).toEqual([
    [0, now],
    [0, now],
  ]);
});

test('what the primary has told counts after a takeover, and the former primary is owed everything', async () => {
  const contacts = await opened(false);
  follow(contacts);
  contacts.take([{ guid: 'C', received: at(7), disconnectedSinceMs: 5 }]);
  lead(contacts, {});
  expect(contacts.list()).toEqual([
    { guid: 'B', received: { fileCount: 0, offset: 0 }, disconnectedSinceMs: now },
    { guid: 'C', received: at(7), disconnectedSinceMs: 5 },
  ]);
});

test('a member that has left is forgotten', async () => {
  const contacts = await opened(true);
  lead(contacts, { B: at(3), C: at(2) });
  lead(contacts, { B: at(3) }, [BACKUP]);
  await contacts.settled();
  expect((await store.journals.contacts()).map(({ memberGuid }) => memberGuid)).toEqual(['B']);
});

test('a member without a contact is owed everything', () => {
  expect(receiversOf([], [ASYNC], now)).toEqual([
    { name: 'C/IRIS', isAsync: true, received: { fileCount: 0, offset: 0 }, disconnectedSinceMs: now },
  ]);
});
