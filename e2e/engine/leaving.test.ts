/** Leaving a mirror: by oneself, by the hand of the primary, and the last one. Engine facts 2.4, walkthrough W7. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AprilLab, MEMBERS, type MemberHost, otherMember, until } from './april-lab.ts';
import { LoadedClients } from './loaded-clients.ts';

const SOON_MS = 30_000;
const instance = { instance: 'IRIS' };
const KEEP_ALL = { removeMirrorAttribute: false, deleteJournals: false, removeTls: false };

let lab: AprilLab;
const leaving = (host: MemberHost) => lab.ask(host, 'leaving', {});
const version = async (host: MemberHost) => (await lab.ask(host, 'mirror-edit', {})).config.version;
const guidOf = async (host: MemberHost, name: MemberHost) =>
  (await lab.ask(host, 'mirror-edit', {})).config.members.find((member) => member.name.startsWith(name.toUpperCase()))?.guid ?? '';
const restart = (host: MemberHost) => lab.orderLab({ kind: 'restart-instance', host, ...instance });

async function read(host: MemberHost, name: string) {
  const client = await lab.connect(MEMBERS[host].publicAddress);
  const value = await client.get('DATA', [name]);
  client.close();
  return value;
}

describe('a mirror of two is taken apart', () => {
  let primary: MemberHost;
  let backup: MemberHost;
  beforeAll(async () => {
    lab = await AprilLab.start({ withAsyncs: false });
    await lab.setUpApril({ qosTimeoutMs: 2000, useTls: true });
    primary = await lab.healthy();
    backup = otherMember(primary);
  });
  afterAll(() => lab.stop());

  test('an active primary with other members refuses, with the order in which to go', async () => {
    await expect(lab.order(primary, { kind: 'remove-mirror-configuration', ...KEEP_ALL })).rejects.toThrow(/2116/);
    await expect(lab.order(primary, { kind: 'clear-join-mirror', cleared: true })).rejects.toThrow(/P141.*SERVER/);
  });

  test('the primary removes its Active backup under load: no acknowledged write is lost or waits, and the backup never comes back by itself', async () => {
    const load = await LoadedClients.start(lab, { clients: 4, database: 'DATA' });
    await until('writes are acknowledged', SOON_MS, async () => load.acknowledgedCount > 200);
    await lab.order(primary, { kind: 'remove-other-member', expectedVersion: await version(primary), guid: await guidOf(primary, backup) });
    const before = load.acknowledgedCount;
    await until('writes go on', SOON_MS, async () => load.acknowledgedCount > before + 200);
    expect((await lab.monitor(primary)).otherMember).toBeNull();
    expect((await lab.monitor(primary)).role).toBe('primary');
    await until('the backup is out', SOON_MS, async () => (await leaving(backup)).state === 'inactive');
    expect(await leaving(backup)).toMatchObject({ removedByOther: true, actions: { restoreJoinMirror: { code: 'P144' } } });
    await restart(backup);
    expect((await leaving(backup)).state).toBe('inactive');
    await expect(lab.monitor(backup)).rejects.toThrow(/2074/);
    await load.stop();
    expect(await load.lostOn(MEMBERS[primary].publicAddress)).toEqual([]);
  });

  test('what was removed cleans up: its databases are ordinary and writable, its mirror journals gone; it may join only after a restart', async () => {
    await lab.order(backup, { kind: 'remove-mirror-configuration', removeMirrorAttribute: true, deleteJournals: true, removeTls: true });
    await expect(leaving(backup)).rejects.toThrow(/2074/);
    expect((await lab.ask(backup, 'journals', {})).files.filter(({ mirror }) => mirror !== '')).toEqual([]);
    expect((await lab.ask(backup, 'databases', {})).databases.find(({ name }) => name === 'DATA')).toMatchObject({
      mirror: '',
      status: 'mounted-rw',
    });
    await lab.order(backup, { kind: 'set-node', database: 'DATA', reference: '^AfterLeaving', value: 'mine' });
    expect(await lab.ask(backup, 'summary', {})).toMatchObject({
      restartRequired: true,
      mirror: null,
      menu: { createMirror: { code: 'P140' } },
    });
    await restart(backup);
    expect(await lab.ask(backup, 'summary', {})).toMatchObject({ restartRequired: false, menu: { createMirror: null } });
    expect(
      (await lab.ask(backup, 'global-nodes', { database: 'DATA', reference: '^AfterLeaving', after: null, limit: 1 })).nodes,
    ).toHaveLength(1);
  });

  test('the last one: the flag is cleared, taken back, cleared, the instance restarted, the configuration removed; every acknowledged write is there', async () => {
    const client = await lab.connect(MEMBERS[primary].publicAddress);
    await client.set('DATA', ['Last'], 'written');
    client.close();
    await lab.order(primary, { kind: 'clear-join-mirror', cleared: true });
    expect(await leaving(primary)).toMatchObject({ state: 'flag-cleared', isPrimary: true });
    await lab.order(primary, { kind: 'clear-join-mirror', cleared: false });
    expect((await leaving(primary)).state).toBe('member');
    await lab.order(primary, { kind: 'clear-join-mirror', cleared: true });
    await lab.orderLab({ kind: 'kill-instance', host: primary, ...instance });
    await lab.orderLab({ kind: 'start-instance', host: primary, ...instance });
    expect(await leaving(primary)).toMatchObject({ state: 'inactive', removedByOther: false, mirroredDatabases: ['DATA'] });
    await lab.order(primary, { kind: 'remove-mirror-configuration', removeMirrorAttribute: true, deleteJournals: true, removeTls: false });
    expect(await lab.ask(primary, 'databases', {})).toMatchObject({ mirrorName: null });
    expect(await read(primary, 'Last')).toBe('written');
    await restart(primary);
    expect(await read(primary, 'Last')).toBe('written');
  });
});

describe('a backup leaves by itself', () => {
  let primary: MemberHost;
  let backup: MemberHost;
  beforeAll(async () => {
    lab = await AprilLab.start({ withAsyncs: false });
    await lab.setUpApril({ qosTimeoutMs: 2000, useTls: false });
    primary = await lab.healthy();
    backup = otherMember(primary);
  });
  afterAll(() => lab.stop());

  test('the primary is told and goes on; databases that keep the mirror attribute stay read-only', async () => {
    await lab.order(backup, { kind: 'remove-mirror-configuration', ...KEEP_ALL });
    await until('the primary is alone', SOON_MS, async () => (await lab.monitor(primary)).otherMember === null);
    expect((await lab.monitor(primary)).role).toBe('primary');
    expect((await lab.ask(backup, 'databases', {})).databases.find(({ name }) => name === 'DATA')).toMatchObject({
      mirror: 'APRIL',
      status: 'mounted-r',
    });
    const client = await lab.connect(MEMBERS[primary].publicAddress);
    await client.set('DATA', ['Alone'], 'written');
    client.close();
  });
});

describe('a backup is removed while it is down', () => {
  beforeAll(async () => {
    lab = await AprilLab.start({ withAsyncs: false });
    await lab.setUpApril({ qosTimeoutMs: 2000, useTls: true });
  });
  afterAll(() => lab.stop());

  test('it learns of it from the primary when it comes back, takes no part, and says what to do', async () => {
    const primary = await lab.healthy();
    const backup = otherMember(primary);
    await lab.orderLab({ kind: 'kill-instance', host: backup, ...instance });
    await until('the primary goes on alone', SOON_MS, async () =>
      (await lab.monitor(primary)).members.some(({ name, status }) => name.startsWith(backup.toUpperCase()) && status === 'down'),
    );
    await lab.order(primary, { kind: 'remove-other-member', expectedVersion: await version(primary), guid: await guidOf(primary, backup) });
    await lab.orderLab({ kind: 'start-instance', host: backup, ...instance });
    await until('it knows', SOON_MS, async () => (await leaving(backup)).removedByOther);
    expect(await leaving(backup)).toMatchObject({ state: 'inactive', mirroredDatabases: ['DATA'] });
    expect((await lab.ask(backup, 'messages-log', { limit: 100 })).lines.map(({ severity, text }) => `${severity} ${text}`)).toContainEqual(
      expect.stringMatching(/^2 This member was removed from mirror APRIL/),
    );
    expect((await lab.monitor(primary)).members).toHaveLength(1);
  });
});
