import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MirrorConfig, MirrorMember } from '../../contract/mirror-config.ts';
import { ConfigStore, type DatabaseDefinition, type Membership } from './config-store.ts';

const member: MirrorMember = {
  guid: 'C7BA9224-0000-0000-0000-000000000001',
  name: 'SERVERA/IRIS',
  kind: 'failover',
  instanceName: 'IRIS',
  instanceDirectory: '/usr/irissys/',
  agentAddress: '172.16.58.101',
  agentPort: 2188,
  mirrorPrivateAddress: '172.16.58.101',
  superserverAddress: '172.16.58.101',
  superserverPort: 1972,
  distinguishedName: 'CN=servera',
};
const configuration: MirrorConfig = {
  name: 'APRIL',
  guid: 'A',
  version: 3,
  useTls: true,
  arbiter: { address: '172.16.58.100', port: 2188 },
  virtualIp: { address: '172.16.58.103', prefixLength: 24 },
  qosTimeoutMs: 8000,
  compressionForFailover: { mode: 'system-selected', type: 'lz4' },
  compressionForAsync: { mode: 'compressed', type: 'zstd' },
  parallelDejournaling: 'failover-and-dr',
  members: [member],
  databases: [{ name: 'DATA', guid: 'D', createdAsMirrored: true, directory: '/data/' }],
};
const membership: Membership = {
  mirrorName: 'APRIL',
  mirrorGuid: 'A',
  memberGuid: member.guid,
  memberName: member.name,
  kind: 'failover',
  networkInterface: 'ens33',
  joinMirror: true,
  validatedMember: false,
  stopped: false,
  noFailoverFor: null,
  purgeAfterDejournaling: true,
  dejournalingStopped: false,
  dejournalFilter: null,
  promotion: null,
  configuration,
};
const database: DatabaseDefinition = {
  name: 'DATA',
  directory: '/data/',
  resource: '%DB_DATA',
  journal: true,
  isSystem: false,
  mountedReadOnly: false,
  maximumSizeMb: 0,
  mountRequired: false,
  dismounted: false,
  mirrored: { mirrorName: 'APRIL', databaseName: 'DATA', databaseGuid: 'D' },
};

let directory: string;
let store: ConfigStore;
const reopen = async () => {
  await store.close();
  store = await ConfigStore.open(directory);
};

beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'config-store-'));
  store = await ConfigStore.open(directory);
});
afterEach(async () => {
  await store.close();
  fs.rmSync(directory, { recursive: true, force: true });
});

describe('what is saved is there after the process opens the store again', () => {
  test('services: one never set is disabled', async () => {
    expect(await store.getService('%Service_Mirror')).toBe(false);
    await store.setService('%Service_Mirror', true);
    await reopen();
    expect(await store.getService('%Service_Mirror')).toBe(true);
    await store.setService('%Service_Mirror', false);
    expect(await store.getService('%Service_Mirror')).toBe(false);
  });

  test('databases: saving again replaces, removing twice is no error', async () => {
    const local: DatabaseDefinition = { ...database, name: 'LOCAL', directory: '/local/', mirrored: null };
    await store.saveDatabase(local);
    await store.saveDatabase(database);
    await store.saveDatabase({ ...database, mountedReadOnly: true });
    await reopen();
    expect(await store.listDatabases()).toEqual([{ ...database, mountedReadOnly: true }, local]);
    await store.removeDatabase('LOCAL');
    await store.removeDatabase('LOCAL');
    expect((await store.listDatabases()).map((row) => row.name)).toEqual(['DATA']);
  });

  test('databases: a directory belongs to one database, a mirror database name too', async () => {
    await store.saveDatabase(database);
    await expect(store.saveDatabase({ ...database, name: 'OTHER', mirrored: null })).rejects.toThrow(/Unique constraint/);
    await expect(store.saveDatabase({ ...database, name: 'OTHER', directory: '/other/' })).rejects.toThrow(
      /^config\.db: Unique constraint failed.*$/,
    );
  });

  test('TLS: the password stands in no file as it was typed, also when an earlier version wrote it so', async () => {
    const files = {
      caFile: '/ca.cer',
      crlFile: '',
      certificateFile: '/a.cer',
      privateKeyFile: '/a.key',
      minimumProtocol: 'TLSv1.2',
      maximumProtocol: 'TLSv1.3',
    } as const;
    const PASSWORD = 'a-password-to-be-found';
    const filesWithIt = () =>
      fs
        .readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .filter(
          (name) => fs.statSync(path.join(directory, name)).isFile() && fs.readFileSync(path.join(directory, name)).includes(PASSWORD),
        );
    await store.saveTls('%MirrorClient', { ...files, privateKeyPassword: PASSWORD });
    expect(filesWithIt()).toEqual([]);
    await store.close();
    const database = new Database(path.join(directory, 'config.db'));
    database.prepare('UPDATE TlsConfiguration SET privateKeyPassword = ?').run(PASSWORD);
    database.close();
    expect(filesWithIt()).not.toEqual([]);
    store = await ConfigStore.open(directory);
    expect(await store.getTls('%MirrorClient')).toEqual({ ...files, privateKeyPassword: PASSWORD });
    expect(filesWithIt()).toEqual([]);
    await reopen();
    expect(await store.getTls('%MirrorClient')).toEqual({ ...files, privateKeyPassword: PASSWORD });
    // Without its key nothing is known any more: the operator enters it again.
    fs.rmSync(path.join(directory, 'mgr', 'sealing'));
    expect(await store.getTls('%MirrorClient')).toEqual({ ...files, privateKeyPassword: '' });
  });

  test('TLS: a password of null leaves the stored one as it is', async () => {
    const files = {
      caFile: '/ca.cer',
      crlFile: '/ca.crl',
      certificateFile: '/a.cer',
      privateKeyFile: '/a.key',
      minimumProtocol: 'TLSv1.2',
      maximumProtocol: 'TLSv1.3',
    } as const;
    expect(await store.getTls('%MirrorClient')).toBeNull();
    await store.saveTls('%MirrorClient', { ...files, privateKeyPassword: 'secret' });
    await store.saveTls('%MirrorClient', { ...files, caFile: '/other.cer', privateKeyPassword: null });
    await store.saveTls('%MirrorServer', { ...files, privateKeyPassword: null });
    await reopen();
    expect(await store.getTls('%MirrorClient')).toEqual({ ...files, caFile: '/other.cer', privateKeyPassword: 'secret' });
    expect(await store.getTls('%MirrorServer')).toEqual({ ...files, privateKeyPassword: '' });
    await store.saveTls('%MirrorClient', { ...files, privateKeyPassword: '' });
    expect((await store.getTls('%MirrorClient'))?.privateKeyPassword).toBe('');
    const { crlFile: _, ...withoutList } = files;
    await store.saveTls('%MirrorClient', { ...withoutList, privateKeyPassword: '' });
    expect((await store.getTls('%MirrorClient'))?.crlFile).toBe('');
  });

  test('membership and durable state: saving one leaves the other, clearing forgets both and who waits', async () => {
    expect(await store.loadMemberships()).toEqual([]);
    await expect(store.saveDurableState('APRIL', '{}')).rejects.toThrow();
    await store.saveMembership({ ...membership, configuration: null });
    await store.saveDurableState('APRIL', '{"epoch":4}');
    await store.saveMembership(membership);
    await store.addPendingMember({ ...member, requestedAt: '2026-04-01T10:00:00.000Z' });
    await reopen();
    expect(await store.loadMemberships()).toEqual([membership]);
    expect(await store.loadDurableState('APRIL')).toBe('{"epoch":4}');
    await store.removeMembership('APRIL');
    expect(await store.loadMemberships()).toEqual([]);
    expect(await store.loadDurableState('APRIL')).toBeNull();
    expect(await store.listPendingMembers()).toEqual([]);
  });

  test('several memberships: each has a state of its own, and one is forgotten alone', async () => {
    const second = { ...membership, mirrorName: 'APRIL2', mirrorGuid: 'GUID2' };
    await store.saveMembership(membership);
    await store.saveMembership(second);
    await store.saveDurableState('APRIL', '{"epoch":1}');
    await store.saveDurableState('APRIL2', '{"epoch":2}');
    await store.saveMembership({ ...membership, stopped: true });
    await reopen();
    expect(await store.loadMemberships()).toEqual([{ ...membership, stopped: true }, second]);
    await store.removeMembership('APRIL');
    expect(await store.loadMemberships()).toEqual([second]);
    expect(await store.loadDurableState('APRIL2')).toBe('{"epoch":2}');
  });

  test('pending members: oldest first, asking again replaces the earlier request', async () => {
    const other = { ...member, guid: 'B', name: 'SERVERB/IRIS' };
    await store.addPendingMember({ ...member, requestedAt: '2026-04-01T10:00:02.000Z' });
    await store.addPendingMember({ ...other, requestedAt: '2026-04-01T10:00:01.000Z' });
    await store.addPendingMember({ ...member, agentPort: 2189, requestedAt: '2026-04-01T10:00:00.000Z' });
    expect(await store.listPendingMembers()).toEqual([
      { ...member, agentPort: 2189, requestedAt: '2026-04-01T10:00:00.000Z' },
      { ...other, requestedAt: '2026-04-01T10:00:01.000Z' },
    ]);
    await store.removePendingMember(member.guid);
    expect((await store.listPendingMembers()).map((row) => row.guid)).toEqual(['B']);
  });

  test('changed names: oldest first, another name of a member replaces the earlier one', async () => {
    const update = (memberGuid: string, distinguishedName: string, second: number) => ({
      memberGuid,
      memberName: memberGuid,
      distinguishedName,
      requestedAt: `2026-04-01T10:00:0${second}.000Z`,
    });
    await store.savePendingName(update('A', 'CN=a2', 1));
    await store.savePendingName(update('B', 'CN=b2', 2));
    await store.savePendingName(update('A', 'CN=a3', 3));
    expect(await store.listPendingNames()).toEqual([update('B', 'CN=b2', 2), update('A', 'CN=a3', 3)]);
    await store.removePendingName('B');
    await store.removePendingName('nobody');
    expect((await store.listPendingNames()).map(({ distinguishedName }) => distinguishedName)).toEqual(['CN=a3']);
  });

  const event = (memberGuid: string, sequence: number) => ({
    mirrorGuid: 'mirror-1',
    memberGuid,
    memberName: 'SERVERA/IRIS',
    sequence,
    at: '2026-04-01T10:00:03.000Z',
    severity: 3,
    text: `event ${sequence}`,
    story: { code: 'backup-active' as const, args: ['SERVERB/IRIS'] },
    takeover: null,
  });

  test('events: with all that was told, once each', async () => {
    const takeover = {
      term: 7,
      cause: 'arbiter' as const,
      from: { guid: 'guid-b', name: 'SERVERB/IRIS' },
      tookMs: 12.5,
      steps: [{ step: 'fetched' as const, fromMs: 1, toMs: 2.5, tries: 2, bytes: 4096 }],
    };
    const told = [event('guid-a', 1), { ...event('guid-b', 1), story: null, takeover }];
    await store.events.add(told);
    await store.events.add([{ ...event('guid-a', 1), text: 'told again' }]);
    await reopen();
    expect(await store.events.load()).toEqual(told);
  });

  test("events: the oldest go, but nobody's last", async () => {
    await store.events.add([event('guid-b', 9), ...[1, 2, 3, 4].map((sequence) => event('guid-a', sequence))]);
    await store.events.prune(2);
    const kept = (await store.events.load()).flatMap((one) => (one.mirrorGuid === null ? [] : [`${one.memberGuid} ${one.sequence}`]));
    expect(kept.sort()).toEqual(['guid-a 3', 'guid-a 4', 'guid-b 9']);
  });
});

test('the file is readable by its owner only: it holds key passwords', () => {
  for (const name of fs.readdirSync(directory)) expect(fs.statSync(path.join(directory, name)).mode & 0o077).toBe(0);
});

test.each([
  ['without a field', 'configuration', JSON.stringify({ ...configuration, version: undefined }), 'version: '],
  ['cut short', 'configuration', JSON.stringify(configuration).slice(0, 40), 'JSON'],
  ['of no known kind', 'kind', 'captain', 'kind: captain'],
])('a membership %s is not believed, says why, and leaves the others alone', async (_what, column, text, reason) => {
  const second = { ...membership, mirrorName: 'APRIL2', mirrorGuid: 'second' };
  for (const each of [membership, second]) await store.saveMembership(each);
  await store.close();
  const database = new Database(path.join(directory, 'config.db'));
  database.prepare(`UPDATE MirrorMembership SET ${column} = ? WHERE mirrorName = ?`).run(text, membership.mirrorName);
  database.close();
  store = await ConfigStore.open(directory);
  expect(await store.loadMemberships()).toEqual([
    { ...membership, kind: column === 'kind' ? 'failover' : membership.kind, configuration: null },
    second,
  ]);
  expect(await store.membershipDamage(membership.mirrorName)).toEqual({
    code: 'P604',
    args: [membership.mirrorName, expect.stringContaining(reason)],
  });
  expect([await store.membershipDamage('APRIL2'), await store.membershipDamage('NONE')]).toEqual([null, null]);
});
