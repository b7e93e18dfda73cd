/**
 * What is in use is not opened twice, overwritten or deleted; what people name is an ordinary file of their host, or nothing; and an
 * instance answers meanwhile.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdDatabase } from '../../lib/engine/database/database-lock.ts';
import { nameProcess } from '../../lib/engine/ports/file-lock.ts';
import { AprilLab } from './april-lab.ts';

/** An instance that a path holds up answers nothing at all. */
const ANSWER_DEADLINE_MS = 30_000;
const PIPES = 5;
let lab: AprilLab;
let mgr: string;
let mgrOfOther: string;
beforeAll(async () => {
  lab = await AprilLab.start();
  mgr = path.join(await lab.instanceDirectory('serverd'), 'mgr');
  mgrOfOther = path.join(await lab.instanceDirectory('servere'), 'mgr');
  await create('serverd', 'LIVE', 'live');
  await lab.order('serverd', { kind: 'set-node', database: 'LIVE', reference: '^A(1)', value: 'one' });
});
afterAll(() => lab?.stop());

const create = (host: string, name: string, directory: string, useExistingFile = false) =>
  lab.order(host, { kind: 'create-database', name, directory, journal: true, mirrorDatabaseName: null, useExistingFile });
const mount = (kind: 'mount-databases' | 'dismount-databases', name = 'LIVE') => lab.order('serverd', { kind, databases: [name] });
const copy = (from: string, to: string, toHost = 'serverd') =>
  lab.orderLab({ kind: 'copy-file', fromHost: from.startsWith(mgr) ? 'serverd' : 'servere', from, toHost, to, overwrite: true });
const valuesBelow = async (reference: string) =>
  (await lab.ask('serverd', 'global-nodes', { database: 'LIVE', reference, after: null, limit: 10 })).nodes.map(({ value }) => value);
const saveTls = (files: { caFile?: string; certificateFile?: string; privateKeyFile?: string }) =>
  lab.order('serverd', {
    kind: 'save-tls',
    caFile: path.join(mgr, 'iscCA.cer'),
    certificateFile: path.join(mgr, 'iscCASignedserverd.cer'),
    privateKeyFile: path.join(mgr, 'iscCASignedserverd.key'),
    privateKeyPassword: 'mirror',
    minimumProtocol: 'TLSv1.2',
    maximumProtocol: 'TLSv1.3',
    ...files,
  });

async function within<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_DEADLINE_MS} ms: ${what}`)), ANSWER_DEADLINE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

test('the disk of another host does not exist here, whether something lies there or not', async () => {
  const live = path.join(mgr, 'live');
  await expect(create('servere', 'STOLEN', live, true)).rejects.toThrow(/#P571.*\(field directory\)/s);
  await expect(create('servere', 'STOLEN', path.join(mgr, 'nothing'), true)).rejects.toThrow(/#P571.*\(field directory\)/s);
  await expect(create('servere', 'STOLEN', '../../../../serverd/instances/IRIS/mgr/made')).rejects.toThrow(/#P571.*\(field directory\)/s);
  fs.symlinkSync(live, path.join(mgrOfOther, 'door'));
  await expect(create('servere', 'STOLEN', 'door', true)).rejects.toThrow(/#P571.*\(field directory\)/s);
  await expect(lab.ask('servere', 'database-place', { directory: live })).rejects.toThrow('#P571');
  await expect(lab.ask('servere', 'backup-files', { directory: '/etc' })).rejects.toThrow('#P571');
  await expect(lab.ask('servere', 'backup-volume', { file: '/etc/passwd' })).rejects.toThrow('#P571');
  await expect(lab.ask('servere', 'restore-plan', { files: ['/etc/passwd'], limitToMirrored: false, selected: null })).rejects.toThrow(
    '#P571',
  );
  await expect(lab.order('servere', { kind: 'run-backup', task: 'FullAllDatabases', device: path.join(mgr, 'x.cbk') })).rejects.toThrow(
    '#P571',
  );
  await expect(
    lab.order('servere', { kind: 'save-backup-task', name: 'FullAllDatabases', description: '', device: '/tmp/x' }),
  ).rejects.toThrow('#P571');
  await lab.order('serverd', { kind: 'set-node', database: 'LIVE', reference: '^A(2)', value: 'two' });
});

test('a database directory has one process: what another one holds is not mounted or deleted', async () => {
  nameProcess('somebody else');
  await mount('dismount-databases');
  const holding = holdDatabase(path.join(mgr, 'live'));
  if (!holding.ok) throw new Error('it was not free');
  await expect(mount('mount-databases')).rejects.toThrow(/#P570.* somebody else/s);
  await expect(lab.order('serverd', { kind: 'delete-database', name: 'LIVE', deleteFile: true })).rejects.toThrow('#P570');
  holding.value();
  await mount('mount-databases');
  expect(holdDatabase(path.join(mgr, 'live'))).toMatchObject({
    ok: false,
    refusal: { code: 'P570', args: [path.join(mgr, 'live'), 'serverd/IRIS'] },
  });
  expect(await valuesBelow('^A')).toEqual(['one', 'two']);
});

test('nothing in use is copied over, and a mounted database is not copied', async () => {
  await create('servere', 'SPARE', 'spare');
  await lab.order('servere', { kind: 'dismount-databases', databases: ['SPARE'] });
  const spare = path.join(mgrOfOther, 'spare', 'IRIS.DAT');
  const { journalFile } = await lab.ask('serverd', 'summary', {});
  const inUse = [
    path.join(mgr, 'live', 'IRIS.DAT'),
    path.join(mgr, 'live', 'IRIS.DAT-lock'),
    path.join(mgr, 'live', 'iris.lck'),
    path.join(mgr, '..', 'config.db'),
    path.join(mgr, '..', 'config.db-wal'),
    path.join(mgr, 'agent.json'),
    path.join(mgr, 'messages.log'),
    journalFile,
  ];
  for (const file of inUse) await expect(copy(spare, file), file).rejects.toThrow('#P572');
  await expect(copy(path.join(mgr, 'live', 'IRIS.DAT'), path.join(mgrOfOther, 'stolen', 'IRIS.DAT'), 'servere')).rejects.toThrow('#P573');
  await lab.order('serverd', { kind: 'set-node', database: 'LIVE', reference: '^A(3)', value: 'three' });
  await mount('dismount-databases');
  await mount('mount-databases');
  expect(await valuesBelow('^A')).toEqual(['one', 'two', 'three']);
  await lab.orderLab({ kind: 'restart-instance', host: 'serverd', instance: 'IRIS' });
  expect(await valuesBelow('^A')).toEqual(['one', 'two', 'three']);
  // Dismounted, both ways are open.
  await mount('dismount-databases');
  await copy(path.join(mgr, 'live', 'IRIS.DAT'), path.join(mgrOfOther, 'copied', 'IRIS.DAT'), 'servere');
  await create('servere', 'COPIED', 'copied', true);
  await copy(spare, path.join(mgr, 'live', 'IRIS.DAT'));
  await mount('mount-databases');
  expect(await valuesBelow('^A')).toEqual([]);
});

test('what is no ordinary file of this host is refused, and the instance answers meanwhile', async () => {
  const pipes = Array.from({ length: PIPES }, (_, index) => path.join(mgr, `pipe${index}.cbk`));
  for (const pipe of pipes) execFileSync('mkfifo', [pipe]);
  const [pipe] = pipes as [string];
  const door = path.join(mgr, 'zero.cer');
  fs.symlinkSync('/dev/zero', door);
  const huge = path.join(mgr, 'huge.cer');
  fs.closeSync(fs.openSync(huge, 'w'));
  fs.truncateSync(huge, 2 ** 40);
  fs.mkdirSync(path.join(mgr, 'pipe'));
  execFileSync('mkfifo', [path.join(mgr, 'pipe', 'IRIS.DAT')]);
  const asked = [
    ...pipes.map((file) => expect(lab.ask('serverd', 'backup-volume', { file })).rejects.toThrow('#P161')),
    expect(lab.ask('serverd', 'backup-files', { directory: mgr })).resolves.toMatchObject({ files: [] }),
    expect(lab.ask('serverd', 'restore-plan', { files: [pipe], limitToMirrored: false, selected: null })).rejects.toThrow('#P161'),
    expect(saveTls({ caFile: pipe })).rejects.toThrow(/#734.*it is not a file.*\(field caFile\)/s),
    expect(saveTls({ certificateFile: mgr })).rejects.toThrow(/#734.*it is not a file.*\(field certificateFile\)/s),
    expect(saveTls({ privateKeyFile: pipe })).rejects.toThrow(/#2203.*\(field privateKeyFile\)/s),
    expect(saveTls({ caFile: door })).rejects.toThrow(/#P571.*\(field caFile\)/s),
    expect(saveTls({ caFile: huge })).rejects.toThrow(/#734.*it has more than 1048576 bytes.*\(field caFile\)/s),
    expect(saveTls({ caFile: path.join(mgr, 'none.cer') })).rejects.toThrow(/#734.*no such file.*\(field caFile\)/s),
    expect(create('serverd', 'PIPE', 'pipe', true)).rejects.toThrow('#P153'),
  ];
  const beganAt = performance.now();
  await within('set-node', lab.order('serverd', { kind: 'set-node', database: 'LIVE', reference: '^B(1)', value: 'x' }));
  await within('all of them', Promise.all(asked));
  await within('set-node afterwards', lab.order('serverd', { kind: 'set-node', database: 'LIVE', reference: '^B(2)', value: 'x' }));
  expect(performance.now() - beganAt).toBeLessThan(3 * ANSWER_DEADLINE_MS);
  await saveTls({});
});
