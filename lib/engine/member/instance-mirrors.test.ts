/** An instance that belongs to several mirrors: what each has for itself, what is refused, and what goes wrong in one alone. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { AgentClient } from '../agent/agent-client.ts';
import { readValidatedMemberEdit, writeValidatedMemberEdit } from '../agent/validated-member.ts';
import { DatabaseFile } from '../database/database-file.ts';
import { encodeHeader, HEADER_BYTES } from '../journal/header.ts';
import { NOBODY } from '../mirror/promotion.ts';
import { systemClock } from '../ports/clock.ts';
import { type LoopbackNetwork, LoopbackWires } from '../ports/loopback-network.ts';
import { joinAsAsync } from '../commands/async-members.ts';
import { leaveMirror, removeMirrorConfiguration } from '../commands/leaving.ts';
import { offerOrder } from '../offers/operation-offers.ts';
import { ConfigStore, type Membership } from '../store/config-store.ts';
import { Instance } from '../instance/instance.ts';
import { ASYNC_MIRRORS_MAX } from './instance-mirrors.ts';
import { promotionView } from '../views/promotion-view.ts';

/** Beyond the pause after which a write that failed is tried again. */
const PAST_RETRY_MS = 2000;

let directory: string;
let network: LoopbackNetwork;
let instance: Instance | null;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'instance-mirrors-'));
  network = new LoopbackWires().attach('serverd', ['172.16.58.104']);
  instance = null;
});
afterEach(async () => {
  await instance?.stop();
  await rm(directory, { recursive: true });
});

const entry = (guid: string, kind: MemberEntry['kind'], address: string): MemberEntry => ({
  guid,
  name: guid,
  kind,
  instanceName: 'IRIS',
  instanceDirectory: directory,
  agentAddress: address,
  agentPort: 2188,
  mirrorPrivateAddress: address,
  superserverAddress: address,
  superserverPort: 1972,
  distinguishedName: '',
});

/** Of this instance in a mirror whose primary is not reachable. */
function membershipIn(mirrorName: string, kind: Membership['kind'] = 'read-only-reporting'): Membership {
  const compression = { mode: 'uncompressed', type: 'lz4' } as const;
  const self = { ...entry(`${mirrorName}-D`, kind, '172.16.58.104'), name: 'SERVERD/IRIS' };
  const configuration: MirrorConfig = {
    name: mirrorName,
    guid: `${mirrorName}-GUID`,
    version: 1,
    useTls: false,
    arbiter: null,
    virtualIp: null,
    qosTimeoutMs: 2000,
    compressionForFailover: compression,
    compressionForAsync: compression,
    parallelDejournaling: 'failover-and-dr',
    members: [entry(`${mirrorName}-A`, 'failover', '172.16.58.101'), self],
    databases: [{ name: 'DATA', guid: `${mirrorName}-DATA`, createdAsMirrored: true, directory: '/data' }],
  };
  return {
    mirrorName,
    mirrorGuid: configuration.guid,
    memberGuid: self.guid,
    memberName: self.name,
    kind,
    networkInterface: null,
    joinMirror: true,
    validatedMember: true,
    stopped: false,
    noFailoverFor: null,
    purgeAfterDejournaling: true,
    dejournalingStopped: false,
    dejournalFilter: null,
    promotion: null,
    configuration,
  };
}

async function startWith(
  memberships: readonly Membership[],
  states: Readonly<Record<string, string>> = {},
  damage = '',
): Promise<Instance> {
  const store = await ConfigStore.open(directory);
  await store.setService('%Service_Mirror', true);
  for (const membership of memberships) await store.saveMembership(membership);
  for (const [mirrorName, state] of Object.entries(states)) await store.saveDurableState(mirrorName, state);
  await store.close();
  const database = new Database(join(directory, 'config.db'));
  database.exec(damage);
  database.close();
  instance = await Instance.start({
    host: 'serverd',
    name: 'IRIS',
    directory,
    controlPath: join(directory, 'control'),
    superserverPort: 1972,
    network,
    agentClient: new AgentClient({ network }),
    clock: systemClock,
    shutDown: () => undefined,
  });
  return instance;
}

const join11th = (started: Instance, changed: Partial<Parameters<typeof joinAsAsync>[1]> = {}) =>
  joinAsAsync(started, {
    mirrorName: 'MAY',
    other: { agentAddress: '172.16.58.102', agentPort: 2188, instanceName: 'IRIS' },
    memberKind: 'read-only-reporting',
    memberName: 'SERVERD/IRIS',
    address: '172.16.58.104',
    agentAddress: '',
    agentPort: 2188,
    ...changed,
  });
const codeOf = (outcome: Awaited<ReturnType<typeof join11th>>) => (outcome.ok ? null : outcome.refusal.code);

function journalFile(mirrorName: string, bytes: Buffer): void {
  const journalDirectory = join(directory, 'mgr', 'journal');
  mkdirSync(journalDirectory, { recursive: true });
  writeFileSync(join(journalDirectory, `MIRROR-${mirrorName}-20261121.001`), bytes);
}
const headerOf = (mirrorName: string) =>
  encodeHeader({
    fileGuid: `${mirrorName}-1`,
    fileCount: 1,
    mirror: { guid: `${mirrorName}-GUID`, name: mirrorName },
    creatorGuid: 'C',
    createdAtMs: 1,
    previous: null,
    minTransaction: null,
    epoch: 1,
    sizeBytesMax: 2 ** 30,
  });

test('a reporting async belongs to ten mirrors and no more', async () => {
  const names = Array.from({ length: ASYNC_MIRRORS_MAX }, (_, index) => `APRIL${index}`);
  const started = await startWith(names.map((name) => membershipIn(name)));
  expect(started.mirrors.members().map((member) => member.config().name)).toEqual(names);
  expect(codeOf(await join11th(started))).toBe('P220');
});

test.each(['failover', 'disaster-recovery'] as const)('a member of kind %s belongs to one mirror', async (kind) => {
  const started = await startWith([membershipIn('APRIL', kind)]);
  expect(codeOf(await join11th(started))).toBe('2134');
});

const furtherRefusals: [string, Parameters<typeof join11th>[1], string][] = [
  ['of the same name', { mirrorName: 'april' }, '2101'],
  ['as another kind', { memberKind: 'read-write-reporting' }, '2142'],
  ['as a DR async', { memberKind: 'disaster-recovery' }, '2149'],
  ['under another member name', { memberName: 'OTHER' }, '2141'],
];
test.each(furtherRefusals)('a further mirror %s is refused', async (_label, changed, code) => {
  const started = await startWith([membershipIn('APRIL')]);
  expect(codeOf(await join11th(started, changed))).toBe(code);
});

test('with several mirrors the instance cannot begin a term in any of them', async () => {
  const started = await startWith([membershipIn('APRIL'), membershipIn('APRIL2')]);
  await expect(started.beginTerm(7)).rejects.toThrow('not a member of this mirror alone');
  expect(started.journal.isPrimary).toBe(false);
});

test('of two mirrors of which one name is the beginning of the other, each reads its own journal files', async () => {
  journalFile('APRIL', headerOf('APRIL'));
  journalFile('APRIL2', headerOf('APRIL2'));
  const started = await startWith([membershipIn('APRIL'), membershipIn('APRIL2')]);
  expect(started.mirrors.seats().map(({ history }) => history.files().map(({ name }) => name))).toEqual([
    ['MIRROR-APRIL-20261121.001'],
    ['MIRROR-APRIL2-20261121.001'],
  ]);
});

test('a mirror whose journal is damaged receives it anew, and the others go on', async () => {
  journalFile('APRIL', Buffer.alloc(HEADER_BYTES + 100, 7));
  journalFile('APRIL2', headerOf('APRIL2'));
  const started = await startWith([membershipIn('APRIL'), membershipIn('APRIL2')]);
  expect(started.mirrors.members().map((member) => [member.config().name, member.journal.files().length])).toEqual([
    ['APRIL', 0],
    ['APRIL2', 1],
  ]);
  expect(started.log.tail(50).lines.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(
      /^Mirror journal file #1 \(MIRROR-APRIL-20261121\.001\) is damaged: the newest mirror journal data of this member are lost/,
    ),
  );
});

test('a failover member whose newest journal is damaged starts, and does not lead by what is left', async () => {
  journalFile('APRIL', Buffer.alloc(HEADER_BYTES + 100, 7));
  const started = await startWith([membershipIn('APRIL', 'failover')]);
  expect(started.mirror?.failover?.state.settings.onlyPrimary).toBe(NOBODY);
  expect(JSON.parse(started.mirror?.membership.promotion ?? 'null')).toMatchObject({ stage: 'role-unknown', lostEnd: true });
  expect(promotionView(started)).toMatchObject({ value: { state: 'lost-end' } });
});

test('a member whose own state is damaged does not start with a guess, the others go on, and it can be left', async () => {
  const started = await startWith([membershipIn('APRIL'), membershipIn('APRIL2')], {
    APRIL: '{"epoch":"12","lastRole":"primary","stopped":false}',
  });
  expect(started.mirrors.members().map((member) => member.config().name)).toEqual(['APRIL2']);
  expect(started.log.tail(50).lines.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(
      /^Mirror APRIL is not activated: .*#P604: What this member has written down of its state in mirror APRIL is damaged: epoch: /,
    ),
  );
  expect(
    await leaveMirror(started, { mirrorName: 'APRIL', removeMirrorAttribute: true, deleteJournals: false, removeTls: false }),
  ).toMatchObject({ ok: true });
  expect(started.mirrors.seats().map(({ membership }) => membership.mirrorName)).toEqual(['APRIL2']);
});

const linesOf = ({ log }: Instance) => log.tail(50).lines.map(({ text }) => text);
const leaving = { removeMirrorAttribute: true, deleteJournals: false, removeTls: false };

test('a membership that is damaged keeps down its own mirror alone, stays as it is, and can be left', async () => {
  const started = await startWith(
    [membershipIn('APRIL'), membershipIn('APRIL2')],
    {},
    "UPDATE MirrorMembership SET configuration = '{\"name\":' WHERE mirrorName = 'APRIL'",
  );
  expect(started.mirrors.members().map((member) => member.config().name)).toEqual(['APRIL2']);
  expect(linesOf(started)).toContainEqual(
    expect.stringMatching(
      /^Mirror APRIL is not activated: .*#P604: What this member has written down of its state in mirror APRIL is damaged: .*JSON/,
    ),
  );
  expect(await started.store.membershipDamage('APRIL')).toMatchObject({ code: 'P604' });
  expect(await leaveMirror(started, { mirrorName: 'APRIL', ...leaving })).toMatchObject({ ok: true });
  expect(started.mirrors.seats().map(({ membership }) => membership.mirrorName)).toEqual(['APRIL2']);
});

describe('a ValidatedMember from outside that cannot be read', () => {
  const fileHere = () => join(directory, 'mgr', 'validated-member.json');
  function damageEdit(): void {
    mkdirSync(join(directory, 'mgr'), { recursive: true });
    writeFileSync(fileHere(), '{mirrorGuid');
  }

  test('is refused by name, with the way out; once the mirror is left nothing of it stays', async () => {
    damageEdit();
    const started = await startWith([membershipIn('APRIL', 'failover')]);
    expect(started.mirror).toBeNull();
    expect(linesOf(started)).toContainEqual(
      expect.stringMatching(/^Mirror APRIL is not activated: .*#P613: .* cannot be read from .*validated-member\.json: .*JSON/),
    );
    expect(existsSync(fileHere())).toBe(true);
    expect(await removeMirrorConfiguration(started, leaving)).toMatchObject({ ok: true });
    expect(existsSync(fileHere())).toBe(false);
  });

  test('does not concern an async, which never leads', async () => {
    damageEdit();
    const started = await startWith([membershipIn('APRIL'), membershipIn('APRIL2')]);
    expect(started.mirrors.members().map((member) => member.config().name)).toEqual(['APRIL', 'APRIL2']);
    expect(existsSync(fileHere())).toBe(false);
  });
});

test('broken by hand: the term that is written down never falls', async () => {
  const { mirror } = await startWith([membershipIn('APRIL')]);
  const durable = mirror?.driver.state.durable ?? expect.fail('there is no member');
  await mirror?.persist({ ...durable, epoch: 5 });
  await expect(mirror?.persist({ ...durable, epoch: 4 })).rejects.toThrow('the term that is written down never falls');
});

describe.each(['failover', 'read-only-reporting'] as const)(
  'a member of kind %s that ends while its state is being written down',
  (kind) => {
    test.each(['is written', 'is not written'] as const)('tells nothing that comes after it, when it %s', async (outcome) => {
      const started = await startWith([membershipIn('APRIL', kind)]);
      const { driver } = started.mirror ?? expect.fail('there is no member');
      const writing = new Promise<{ end: () => void }>((begun) => {
        started.store.saveDurableState = () =>
          new Promise<void>((resolve, reject) => begun({ end: () => (outcome === 'is written' ? resolve() : reject(new Error('EIO'))) }));
      });
      driver.feed({ kind: 'mirror-stop-ordered', why: 'operator' });
      const { end } = await writing;
      driver.close();
      vi.useFakeTimers({ toFake: ['setTimeout'] });
      end();
      await vi.advanceTimersByTimeAsync(PAST_RETRY_MS);
      vi.useRealTimers();
      await new Promise(setImmediate);
      expect(started.mirror?.timeline.events.map(({ story }) => story?.code)).not.toContain('mirror-stopped');
    });
  },
);

describe('ValidatedMember set back by hand', () => {
  const WAITS = { stage: 'role-unknown', since: '2026-11-30T00:00:00.000Z', by: 'SERVERD/IRIS' };
  async function startSetBack(
    part: Partial<Membership>,
    edit: { promotions: string[]; isSetBack?: boolean } = { promotions: [], isSetBack: true },
  ) {
    mkdirSync(join(directory, 'mgr'), { recursive: true });
    await writeValidatedMemberEdit(directory, { mirrorGuid: 'APRIL-GUID', memberGuid: 'APRIL-D', by: '', ...edit });
    const started = await startWith([{ ...membershipIn('APRIL', 'failover'), ...part }]);
    const view = promotionView(started);
    return {
      onlyPrimary: started.mirror?.onlyPrimary(),
      validated: started.mirror?.membership.validatedMember,
      state: view.ok && view.value.state,
      edit: await readValidatedMemberEdit(directory),
    };
  }
  const locked = (document: object = WAITS) => ({ validatedMember: false, promotion: JSON.stringify(document) });

  test('a member that waited for its role may lead again', async () => {
    expect(await startSetBack(locked())).toEqual({ onlyPrimary: null, validated: true, state: 'none', edit: null });
  });
  test('one on which it stands beside a lock of a promotion asks for its role', async () => {
    expect(await startSetBack({}, { promotions: ['one'], isSetBack: true })).toEqual({
      onlyPrimary: NOBODY,
      validated: false,
      state: 'role-unknown',
      edit: null,
    });
  });
  test('a lost end stays lost: it has a way out of its own', async () => {
    expect(await startSetBack(locked({ ...WAITS, lostEnd: true }))).toEqual({
      onlyPrimary: NOBODY,
      validated: true,
      state: 'lost-end',
      edit: null,
    });
    const forced = instance && offerOrder(instance.mirror ?? expect.fail('no member'), 'force');
    expect(forced).not.toMatchObject({ refusal: { code: 'P542' } });
    expect(instance?.mirror && offerOrder(instance.mirror, 'try')).toMatchObject({ refusal: { code: 'P543' } });
  });
  test('a lost end is remembered beside a ValidatedMember of 0', async () => {
    expect(await startSetBack({ promotion: JSON.stringify({ ...WAITS, lostEnd: true }) }, { promotions: ['one'] })).toMatchObject({
      state: 'role-unknown',
      validated: false,
    });
    expect(JSON.parse(instance?.mirror?.membership.promotion ?? 'null')).toMatchObject({ lostEnd: true });
  });
  test.each([
    ['not locked out before', {}, ['two']],
    ['locked out by another promotion', locked({ ...WAITS, promotions: ['one'] }), ['one', 'two']],
    ['locked out, nobody knows by whom', locked(), undefined],
    ['waiting for its lost end alone', { promotion: JSON.stringify({ ...WAITS, lostEnd: true }) }, ['two']],
  ])('%s: it remembers every promotion that wants it, if all are known', async (_, before, promotions) => {
    await startSetBack(before, { promotions: ['two'] });
    expect((JSON.parse(instance?.mirror?.membership.promotion ?? 'null') as { promotions?: unknown }).promotions).toEqual(promotions);
  });
  test('one that the mirror had not accepted is not accepted by it', async () => {
    expect(await startSetBack(locked({ ...WAITS, unaccepted: true }))).toMatchObject({
      validated: false,
      state: 'none',
      onlyPrimary: 'APRIL-A',
    });
  });
});

test.each([
  ['one of several mirrors', ['APRIL2']],
  ['the only mirror', []],
])('what keeps %s from being activated is told, and the instance starts: it can be left', async (_label, others) => {
  const started = await startWith([{ ...membershipIn('APRIL'), configuration: null }, ...others.map((name) => membershipIn(name))]);
  expect(started.mirrors.seats().map(({ membership, member }) => [membership.mirrorName, member !== null])).toEqual([
    ['APRIL', false],
    ...others.map((name) => [name, true]),
  ]);
  expect(started.log.tail(50).lines.map(({ text }) => text)).toContain(
    'Mirror APRIL is not activated: a member without a mirror configuration cannot start',
  );
  if (others.length > 0) expect(codeOf(await join11th(started))).toBe('P143');
});

test('each database is followed in its own mirror, and one of a mirror that this instance does not belong to in none', async () => {
  for (const mirrorName of ['APRIL', 'APRIL2', 'JUNE']) {
    const folder = join(directory, mirrorName.toLowerCase());
    const created = await DatabaseFile.create(
      folder,
      {
        mirrorGuid: `${mirrorName}-GUID`,
        mirrorName,
        mirrorDatabaseName: 'DATA',
        createdAsMirrored: true,
        activated: true,
        needsCatchUp: mirrorName === 'APRIL2',
        databaseGuid: `${mirrorName}-DATA`,
        home: { memberGuid: `${mirrorName}-D`, directory: folder },
      },
      null,
    );
    if (!created.ok) throw new Error(created.refusal.code);
    await created.value.close();
    const store = await ConfigStore.open(directory);
    await store.saveDatabase({
      name: mirrorName,
      directory: folder,
      resource: '',
      journal: true,
      isSystem: false,
      mountedReadOnly: false,
      maximumSizeMb: 0,
      mountRequired: false,
      dismounted: false,
      mirrored: { mirrorName, databaseName: 'DATA', databaseGuid: `${mirrorName}-DATA` },
    });
    await store.close();
  }
  const started = await startWith([membershipIn('APRIL'), membershipIn('APRIL2')]);
  const fileOf = (name: string) => started.database(name)?.file as DatabaseFile;
  expect(started.mirroredDatabases().map((database) => [database.name, started.standingOf(database)])).toEqual([
    ['APRIL', 'linked'],
    ['APRIL2', 'needs-catchup'],
    ['JUNE', 'other-mirror'],
  ]);
  const [first, second] = started.mirrors.dejournalers();
  expect([started.mirrors.dejournalerOf(fileOf('APRIL')) === first, started.mirrors.dejournalerOf(fileOf('APRIL2')) === second]).toEqual([
    true,
    true,
  ]);
  // A database that needs a person's attention is that of its own mirror, and a foreign one is nobody's.
  expect([first?.needsAttention(), second?.needsAttention()]).toEqual([false, true]);
});

test('a member that is ending for another reason is waited for: its configuration does not come back behind its removal', async () => {
  const started = await startWith([membershipIn('APRIL'), membershipIn('APRIL2')]);
  const seat = started.mirrors.named('APRIL2');
  const member = seat?.member;
  if (!seat || !member) throw new Error('APRIL2 is not activated');
  let hasEnded = false;
  void started.mirrors.deactivate(member).then(() => (hasEnded = true));
  await started.mirrors.deactivate(member);
  expect(hasEnded).toBe(true);
  await started.mirrors.forget(seat);
  expect((await started.store.loadMemberships()).map(({ mirrorName }) => mirrorName)).toEqual(['APRIL']);
  expect(started.mirrors.seats()).toHaveLength(1);
});
