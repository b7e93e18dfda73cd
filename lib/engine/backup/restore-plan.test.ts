/** What a restore refuses by the labels alone, with files that were never made by this instance. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentClient } from '../agent/agent-client.ts';
import { createDatabase } from '../commands/databases.ts';
import { Instance } from '../instance/instance.ts';
import { systemClock } from '../ports/clock.ts';
import { LoopbackWires } from '../ports/loopback-network.ts';
import { planRestore, type RestoreOrder } from './restore-plan.ts';
import type { LabelDatabase, VolumeLabel } from './volume-format.ts';
import { VolumeWriter } from './volume-writer.ts';

let directory: string;
let instance: Instance;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'restore-plan-'));
  const network = new LoopbackWires().attach('servera', ['172.16.58.101']);
  instance = await Instance.start({
    host: 'servera',
    name: 'IRIS',
    directory,
    controlPath: join(directory, 'control'),
    superserverPort: 1972,
    network,
    agentClient: new AgentClient({ network }),
    clock: systemClock,
    shutDown: () => undefined,
  });
});
afterEach(async () => {
  await instance.stop();
  await rm(directory, { recursive: true });
});

const position = { history: 'mirror' as const, fileCount: 3, offset: 9000, fileGuid: 'F3', fileName: 'MIRROR-MAY-20261121.003' };
const database = (name: string, changes: Partial<LabelDatabase> = {}): LabelDatabase => ({
  name,
  directory: `/there/mgr/${name.toLowerCase()}`,
  guid: `guid of ${name}`,
  mirror: null,
  mirrorDatabaseGuid: null,
  lineage: '',
  resource: '%DB_%DEFAULT',
  journal: true,
  isSystem: false,
  maximumSizeMb: 0,
  sizeBytes: 1,
  contents: 'whole',
  since: null,
  position,
  ...changes,
});
const mirrored = {
  mirror: { mirrorGuid: 'MAY', mirrorName: 'MAY', mirrorDatabaseName: 'DATA', createdAsMirrored: true },
  mirrorDatabaseGuid: 'D',
};

let madeCount = 0;
async function made(databases: LabelDatabase[], changes: Partial<VolumeLabel> = {}): Promise<string> {
  const file = join(directory, `${++madeCount}.cbk`);
  const writer = await VolumeWriter.begin(file, {
    guid: file,
    kind: 'full',
    madeAt: new Date().toISOString(),
    madeBy: 'a test',
    description: '',
    instance: { guid: 'other', host: 'serverx', name: 'IRIS', directory: '/there' },
    mirror: { guid: 'MAY', name: 'MAY', memberName: 'SERVERX/IRIS', memberGuid: 'X', memberType: 'failover' },
    previous: null,
    lastFull: null,
    purgeAfterDays: null,
    databases,
    ...changes,
  });
  await writer.finish({ endedAt: '', entries: databases.map(() => 0) });
  return file;
}
async function rows(files: string[], changes: Partial<RestoreOrder> = {}): Promise<(string | undefined)[][]> {
  const plan = await planRestore(instance, { files, limitToMirrored: false, selected: null, ...changes });
  if (!plan.ok) throw new Error(plan.refusal.code);
  return plan.value.view.rows.map(({ name, verdict, reason }) => [name, verdict, reason?.code]);
}

test('before this instance joins, a mirrored database of the mirror to be is restored where it is selected, and told what follows', async () => {
  const file = await made([database('DATA', mirrored)]);
  expect(await rows([file])).toEqual([['DATA', 'skip', 'P169']]);
  const selected = [{ source: '/there/mgr/data', target: '' }];
  expect(await planRestore(instance, { files: [file], limitToMirrored: true, selected })).toMatchObject({
    ok: true,
    value: {
      view: {
        restore: null,
        journal: { kind: 'unknown' },
        warnings: [{ code: 'P551', args: ['DATA', 'MAY'] }],
        rows: [{ verdict: 'restore' }],
      },
    },
  });
});

test('an ordinary database of another instance needs a directory of its own', async () => {
  const file = await made([database('DEMO')]);
  expect(await rows([file])).toEqual([['DEMO', 'skip', 'P182']]);
  expect(await rows([file], { selected: [{ source: '/there/mgr/demo', target: '' }] })).toEqual([['DEMO', 'refuse', 'P182']]);
  expect(await rows([file], { selected: [{ source: '/there/mgr/demo', target: 'demo' }] })).toEqual([['DEMO', 'restore', undefined]]);
  expect(await rows([file], { limitToMirrored: true, selected: [{ source: '/there/mgr/demo', target: 'demo' }] })).toEqual([
    ['DEMO', 'skip', 'P176'],
  ]);
});

test('two databases cannot go to one directory, and none over a system database', async () => {
  const file = await made([database('DEMO'), database('MORE')]);
  const both = [
    { source: '/there/mgr/demo', target: 'same' },
    { source: '/there/mgr/more', target: 'same' },
  ];
  expect(await rows([file], { selected: both })).toEqual([
    ['DEMO', 'restore', undefined],
    ['MORE', 'refuse', 'P109'],
  ]);
  expect(await rows([file], { selected: [{ source: '/there/mgr/demo', target: 'irisaudit' }] })).toEqual([['DEMO', 'refuse', 'P175']]);
});

test('what is overwritten must be confirmed by name', async () => {
  await createDatabase(instance, { name: 'MINE', directory: 'mine', journal: true, mirrorDatabaseName: null });
  const plan = await planRestore(instance, {
    files: [await made([database('DEMO')])],
    limitToMirrored: false,
    selected: [{ source: '/there/mgr/demo', target: 'mine' }],
  });
  expect(plan).toMatchObject({
    ok: true,
    value: {
      view: {
        restore: null,
        rows: [{ target: { database: 'MINE' }, confirm: [{ code: 'P171', args: ['MINE', join(directory, 'mgr', 'mine')] }] }],
      },
    },
  });
});

test('a directory that is not in the backup', async () => {
  const file = await made([database('DEMO')]);
  expect(
    await planRestore(instance, { files: [file], limitToMirrored: false, selected: [{ source: '/there/mgr/none', target: '' }] }),
  ).toMatchObject({ ok: false, refusal: { code: 'P104', field: 'selected' } });
});

test('a backup that is older than the journal was kept when it was made comes with a warning', async () => {
  const madeAt = new Date(Date.now() - 2.5 * 24 * 60 * 60 * 1000).toISOString();
  const warned = await planRestore(instance, {
    files: [await made([database('DATA', mirrored)], { madeAt, purgeAfterDays: 1 })],
    limitToMirrored: true,
    selected: null,
  });
  expect(warned).toMatchObject({ ok: true, value: { view: { warnings: [{ code: 'P174', args: ['2.5', '1'] }] } } });
  const fine = await planRestore(instance, {
    files: [await made([database('DATA', mirrored)], { madeAt, purgeAfterDays: 3 })],
    limitToMirrored: true,
    selected: null,
  });
  expect(fine).toMatchObject({ ok: true, value: { view: { warnings: [] } } });
});
