/** Issue "async members": one reporting async in two mirrors, of which one uses TLS. What happens in one of them leaves the other alone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loneMirror } from '../lone-mirror.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, MEMBERS, until } from './april-lab.ts';
import { addressOf, ASYNC_DEADLINE_MS, joinAsync } from './async-members.ts';
import { LoadedClients } from './loaded-clients.ts';

const ASYNC = 'serverd';
/** One name is the beginning of the other, and both have a database of the same mirror name. */
const FIRST = { mirrorName: 'APRIL', host: 'servera', database: 'DATA' } as const;
const SECOND = { mirrorName: 'APRIL2', host: 'serverb', database: 'DATA2' } as const;
const CATCH_UP_DEADLINE_MS = 60_000;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.startAgents(false);
  await lab.createMirror({ withArbiter: false });
  await createSecondMirror();
  for (const { host, database } of [FIRST, SECOND])
    await lab.order(host, {
      kind: 'create-database',
      name: database,
      directory: database.toLowerCase(),
      journal: true,
      mirrorDatabaseName: 'DATA',
    });
});
afterAll(() => lab.stop());

async function createSecondMirror(): Promise<void> {
  await lab.order(SECOND.host, { kind: 'enable-mirror-service', enabled: true });
  await lab.order(SECOND.host, loneMirror(SECOND.mirrorName, { memberName: 'SERVERB/IRIS', ...MEMBERS[SECOND.host] }));
  await until('serverb is primary', FAILOVER_DEADLINE_MS, async () => (await lab.monitor(SECOND.host)).role === 'primary');
}

const joinSecond = (
  changed: {
    mirrorName?: string;
    memberKind?: 'disaster-recovery' | 'read-only-reporting' | 'read-write-reporting';
    memberName?: string;
  } = {},
) =>
  lab.order(ASYNC, {
    kind: 'join-as-async',
    mirrorName: SECOND.mirrorName,
    other: { agentAddress: MEMBERS[SECOND.host].publicAddress, agentPort: 2188, instanceName: 'IRIS' },
    memberKind: 'read-only-reporting',
    memberName: 'SERVERD/IRIS',
    address: addressOf(ASYNC),
    agentAddress: addressOf(ASYNC),
    agentPort: 2188,
    ...changed,
  });

const mirrorsOf = async () => (await lab.ask(ASYNC, 'async-mirrors', {})).mirrors;
async function rowOf(mirrorName: string) {
  const row = (await mirrorsOf()).find((mirror) => mirror.mirrorName === mirrorName);
  if (!row) throw new Error(`${ASYNC} is not in ${mirrorName}`);
  return row;
}
const connectedIn = (mirrorName: string) =>
  until(`${ASYNC} is connected in ${mirrorName}`, ASYNC_DEADLINE_MS, async () => (await rowOf(mirrorName)).status === 'connected');
const caughtUpIn = (mirrorName: string) =>
  until(`${ASYNC} is caught up in ${mirrorName}`, CATCH_UP_DEADLINE_MS, async () => {
    const row = await rowOf(mirrorName);
    if (row.status !== 'connected' || row.journalTransfer.kind !== 'caught-up' || row.dejournaling.kind !== 'caught-up')
      throw new Error(JSON.stringify(row));
    return true;
  });

const write = (mirror: typeof FIRST | typeof SECOND, reference: string, value: string) =>
  lab.order(mirror.host, { kind: 'set-node', database: mirror.database, reference, value });
async function valuesHere(database: string, reference: string): Promise<string[]> {
  const { nodes } = await lab.ask(ASYNC, 'global-nodes', { database, reference, after: null, limit: 500 });
  return nodes.map(({ value }) => value ?? '');
}
const arrives = (mirror: typeof FIRST | typeof SECOND, reference: string, value: string) =>
  until(`${reference} is in ${mirror.database} of ${ASYNC}`, ASYNC_DEADLINE_MS, async () =>
    (await valuesHere(mirror.database, reference)).includes(value),
  );
const addMirrored = (database: string, mirrorName?: string) =>
  until(`${database} is created on ${ASYNC}`, FAILOVER_DEADLINE_MS, async () => {
    await lab.order(ASYNC, {
      kind: 'create-database',
      name: database,
      directory: database.toLowerCase(),
      journal: true,
      mirrorDatabaseName: 'DATA',
      ...(mirrorName && { mirrorName }),
    });
    return true;
  });

test('a reporting async joins another mirror: the same kind, the same name, and another mirror', async () => {
  await joinAsync(lab, ASYNC, 'read-only-reporting');
  await lab.authorizeAll();
  await connectedIn(FIRST.mirrorName);
  await expect(joinSecond({ mirrorName: 'april' })).rejects.toThrow('#2101');
  await expect(joinSecond({ memberKind: 'read-write-reporting' })).rejects.toThrow('#2142');
  await expect(joinSecond({ memberKind: 'disaster-recovery' })).rejects.toThrow('#2149');
  await expect(joinSecond({ memberName: 'OTHER' })).rejects.toThrow('#2141');
  expect(await joinSecond()).toMatchObject({ kind: 'added' });
  await connectedIn(SECOND.mirrorName);
  expect((await mirrorsOf()).map(({ mirrorName, useTls, state }) => ({ mirrorName, useTls, state }))).toEqual([
    { mirrorName: 'APRIL', useTls: true, state: 'member' },
    { mirrorName: 'APRIL2', useTls: false, state: 'member' },
  ]);
  await expect(
    lab.order('serverb', {
      kind: 'join-as-async',
      mirrorName: 'APRIL',
      other: { agentAddress: MEMBERS.servera.publicAddress, agentPort: 2188, instanceName: 'IRIS' },
      memberKind: 'read-only-reporting',
      memberName: 'SERVERB/IRIS',
      address: addressOf('serverb'),
      agentAddress: '',
      agentPort: 2188,
    }),
  ).rejects.toThrow('#2134');
});

test('where there are several mirrors, an order names one, and a DR async is in one alone', async () => {
  await expect(lab.order(ASYNC, { kind: 'stop-mirror' })).rejects.toThrow('#2002');
  await expect(lab.order(ASYNC, { kind: 'stop-mirror', mirrorName: 'MAY' })).rejects.toThrow('#2051');
  await expect(lab.ask(ASYNC, 'mirror-monitor', {})).rejects.toThrow('#2002');
  expect((await lab.ask(ASYNC, 'mirror-monitor', { mirrorName: 'APRIL2' })).mirrorName).toBe('APRIL2');
  await expect(lab.createDatabase(ASYNC, 'DATA', 'DATA')).rejects.toThrow('#2002');
  await expect(
    lab.order(ASYNC, { kind: 'edit-async', memberKind: 'disaster-recovery', clearFailoverFlags: false, purgeAfterDejournaling: true }),
  ).rejects.toThrow('#2149');
});

test('each database follows its own mirror, under load and over a crash', async () => {
  await addMirrored(FIRST.database, FIRST.mirrorName);
  await expect(
    lab.order(ASYNC, {
      kind: 'create-database',
      name: SECOND.database,
      directory: 'data',
      journal: true,
      mirrorDatabaseName: 'DATA',
      mirrorName: SECOND.mirrorName,
    }),
  ).rejects.toThrow('#P109');
  await addMirrored(SECOND.database, SECOND.mirrorName);
  const loads = await Promise.all(
    [FIRST, SECOND].map(({ host, database, mirrorName }) =>
      LoadedClients.start(lab, { clients: 2, database, address: MEMBERS[host].publicAddress, global: mirrorName }),
    ),
  );
  const [first, second] = loads as [LoadedClients, LoadedClients];
  await until('both mirrors are written', FAILOVER_DEADLINE_MS, async () =>
    loads.every(({ acknowledgedCount }) => acknowledgedCount > 300),
  );
  await lab.orderLab({ kind: 'kill-instance', host: ASYNC, instance: 'IRIS' });
  const [countA, countB] = [first.acknowledgedCount, second.acknowledgedCount];
  await until(
    'both mirrors are written while the async is down',
    FAILOVER_DEADLINE_MS,
    async () => first.acknowledgedCount > countA + 300 && second.acknowledgedCount > countB + 300,
  );
  await lab.orderLab({ kind: 'start-instance', host: ASYNC, instance: 'IRIS' });
  for (const { mirrorName } of [FIRST, SECOND]) await connectedIn(mirrorName);
  for (const load of loads) await load.stop();
  for (const { mirrorName } of [FIRST, SECOND]) await caughtUpIn(mirrorName);
  await until(
    'every acknowledged write is on the async',
    CATCH_UP_DEADLINE_MS,
    async () => (await Promise.all(loads.map((load) => load.lostOn(addressOf(ASYNC))))).flat().length === 0,
  );
  expect(await valuesHere(FIRST.database, `^${SECOND.mirrorName}`)).toEqual([]);
  expect(await valuesHere(SECOND.database, `^${FIRST.mirrorName}`)).toEqual([]);
});

test('the journal files of both lie side by side, each listed with its own mirror', async () => {
  const { files } = await lab.ask(ASYNC, 'journals', {});
  for (const { mirrorName } of [FIRST, SECOND]) {
    const own = files.filter(({ name }) => name.startsWith(`MIRROR-${mirrorName}-`));
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map(({ mirror }) => mirror))).toEqual(new Set([mirrorName]));
  }
});

test('one mirror is stopped, over a restart as well, while the other goes on', async () => {
  await lab.order(ASYNC, { kind: 'stop-mirror', mirrorName: SECOND.mirrorName });
  await until('it is stopped', ASYNC_DEADLINE_MS, async () => (await rowOf(SECOND.mirrorName)).status === 'stopped');
  await lab.orderLab({ kind: 'restart-instance', host: ASYNC, instance: 'IRIS' });
  await connectedIn(FIRST.mirrorName);
  expect((await rowOf(SECOND.mirrorName)).status).toBe('stopped');
  await write(SECOND, '^Stopped(1)', 'later');
  await write(FIRST, '^Running(1)', 'now');
  await arrives(FIRST, '^Running', 'now');
  expect(await valuesHere(SECOND.database, '^Stopped')).toEqual([]);
  await lab.order(ASYNC, { kind: 'start-mirror', mirrorName: SECOND.mirrorName });
  await arrives(SECOND, '^Stopped', 'later');
});

test('dejournaling of one mirror is stopped while the other is applied', async () => {
  await lab.order(ASYNC, { kind: 'set-dejournaling', mirrorName: SECOND.mirrorName, running: false });
  await write(SECOND, '^Report(1)', 'later');
  await write(FIRST, '^Report(1)', 'now');
  await arrives(FIRST, '^Report', 'now');
  expect(await rowOf(SECOND.mirrorName)).toMatchObject({ dejournalingStopped: true, dejournaling: { kind: 'dejournaling-stopped' } });
  expect(await valuesHere(SECOND.database, '^Report')).toEqual([]);
  await lab.order(ASYNC, { kind: 'set-dejournaling', mirrorName: SECOND.mirrorName, running: true });
  await arrives(SECOND, '^Report', 'later');
});

test('purging looks at each history by itself', async () => {
  for (const { host } of [FIRST, SECOND]) await lab.order(host, { kind: 'switch-journal' });
  await write(FIRST, '^Switched(1)', 'first');
  await write(SECOND, '^Switched(1)', 'second');
  await arrives(FIRST, '^Switched', 'first');
  await arrives(SECOND, '^Switched', 'second');
  await until('dejournaled files of both are purged', CATCH_UP_DEADLINE_MS, async () => {
    const { files } = await lab.ask(ASYNC, 'journals', {});
    return [FIRST, SECOND].every(({ mirrorName }) => files.filter(({ mirror }) => mirror === mirrorName).length === 1);
  });
  await lab.orderLab({ kind: 'kill-instance', host: ASYNC, instance: 'IRIS' });
  await lab.orderLab({ kind: 'start-instance', host: ASYNC, instance: 'IRIS' });
  for (const { mirrorName } of [FIRST, SECOND])
    await until(`${mirrorName} goes on`, ASYNC_DEADLINE_MS, async () => (await rowOf(mirrorName)).status === 'connected');
});

test('its type is changed in all its mirrors at once', async () => {
  const typesThere = async () =>
    Promise.all(
      [FIRST, SECOND].map(async ({ host }) => (await lab.monitor(host)).members.find(({ name }) => name === 'SERVERD/IRIS')?.type),
    );
  const change = (memberKind: 'read-only-reporting' | 'read-write-reporting') =>
    lab.order(ASYNC, { kind: 'edit-async', memberKind, clearFailoverFlags: false, purgeAfterDejournaling: true });
  await change('read-write-reporting');
  expect(await typesThere()).toEqual(['read-write-reporting', 'read-write-reporting']);
  expect((await lab.ask(ASYNC, 'async-mirrors', {})).memberKind).toBe('read-write-reporting');
  await change('read-only-reporting');
  expect(await typesThere()).toEqual(['read-only-reporting', 'read-only-reporting']);
});

test('one mirror sends it away: there it can only leave, the other goes on', async () => {
  const { config } = await lab.ask(SECOND.host, 'mirror-edit', {});
  const guid = config.members.find(({ name }) => name === 'SERVERD/IRIS')?.guid ?? '';
  await lab.order(SECOND.host, { kind: 'remove-other-member', expectedVersion: config.version, guid });
  await until('it is inactive there', ASYNC_DEADLINE_MS, async () => (await rowOf(SECOND.mirrorName)).state === 'inactive');
  expect(await rowOf(SECOND.mirrorName)).toMatchObject({ removedByOther: true, actions: { startMirror: { code: 'P143' }, leave: null } });
  await lab.orderLab({ kind: 'restart-instance', host: ASYNC, instance: 'IRIS' });
  await connectedIn(FIRST.mirrorName);
  expect(await rowOf(SECOND.mirrorName)).toMatchObject({ state: 'inactive', removedByOther: true });
  await expect(joinSecond()).rejects.toThrow('#P143');
  await lab.order(ASYNC, {
    kind: 'leave-mirror',
    mirrorName: SECOND.mirrorName,
    removeMirrorAttribute: false,
    deleteJournals: false,
    removeTls: false,
  });
  await expect(joinSecond()).rejects.toThrow('#2174');
  await lab.order(ASYNC, { kind: 'delete-leftover-mirror-journals', mirrorName: SECOND.mirrorName });
  await joinSecond();
  await connectedIn(SECOND.mirrorName);
  // The copy is that of a member that is none any more: it is activated anew, and lacks what was written meanwhile.
  await write(SECOND, '^Back(1)', 'again');
  await lab.order(ASYNC, { kind: 'activate-databases', databases: [SECOND.database], catchUp: true });
  await arrives(SECOND, '^Back', 'again');
});

test('it leaves one mirror, and the other does not notice; then it joins it again without a restart', async () => {
  await expect(
    lab.order(ASYNC, { kind: 'leave-mirror', mirrorName: 'MAY', removeMirrorAttribute: true, deleteJournals: true, removeTls: false }),
  ).rejects.toThrow('#2051');
  await expect(
    lab.order(ASYNC, {
      kind: 'leave-mirror',
      mirrorName: SECOND.mirrorName,
      removeMirrorAttribute: true,
      deleteJournals: true,
      removeTls: true,
    }),
  ).rejects.toThrow('#P221');
  expect(await lab.ask(ASYNC, 'leaving', { mirrorName: SECOND.mirrorName })).toMatchObject({
    mirrorName: SECOND.mirrorName,
    mirroredDatabases: [SECOND.database],
  });
  expect(
    await lab.order(ASYNC, {
      kind: 'leave-mirror',
      mirrorName: SECOND.mirrorName,
      removeMirrorAttribute: true,
      deleteJournals: true,
      removeTls: false,
    }),
  ).toEqual({ removedElsewhere: true, databases: [SECOND.database] });
  expect((await mirrorsOf()).map(({ mirrorName }) => mirrorName)).toEqual([FIRST.mirrorName]);
  expect((await lab.ask(SECOND.host, 'mirror-monitor', {})).members.map(({ name }) => name)).toEqual(['SERVERB/IRIS']);
  await write(FIRST, '^Alone(1)', 'goes on');
  await arrives(FIRST, '^Alone', 'goes on');
  await lab.order(ASYNC, { kind: 'set-node', database: SECOND.database, reference: '^Mine(1)', value: 'written here' });
  await expect(lab.order(ASYNC, { kind: 'set-node', database: FIRST.database, reference: '^Mine(1)', value: 'no' })).rejects.toThrow(
    '<PROTECT>',
  );
  const { files } = await lab.ask(ASYNC, 'journals', {});
  expect(files.filter(({ name }) => name.startsWith(`MIRROR-${SECOND.mirrorName}-`))).toEqual([]);
  await joinSecond();
  await connectedIn(SECOND.mirrorName);
  await connectedIn(FIRST.mirrorName);
});

test('Remove Mirror Configuration leaves all of them', async () => {
  expect(
    await lab.order(ASYNC, { kind: 'remove-mirror-configuration', removeMirrorAttribute: true, deleteJournals: true, removeTls: true }),
  ).toEqual({ removedElsewhere: true, databases: [FIRST.database] });
  await expect(mirrorsOf()).rejects.toThrow('#2074');
  await expect(joinSecond()).rejects.toThrow('#P140');
  await lab.orderLab({ kind: 'restart-instance', host: ASYNC, instance: 'IRIS' });
  await until(`${ASYNC} runs again`, ASYNC_DEADLINE_MS, async () => (await lab.ask(ASYNC, 'summary', {})).mirror === null);
  expect(await joinSecond()).toMatchObject({ kind: 'added' });
});
