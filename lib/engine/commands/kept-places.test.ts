/**
 * Every command that takes a path from a person, and everything that the programs of a host keep: nothing of a person's comes to lie there.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../contract/errors.ts';
import { AgentClient } from '../agent/agent-client.ts';
import { Instance } from '../instance/instance.ts';
import { systemClock } from '../ports/clock.ts';
import { LoopbackWires } from '../ports/loopback-network.ts';
import { databasePlace } from '../views/database-place.ts';
import { backupFiles, backupVolume, restoreBackup, restorePlan, runBackup, saveBackupTask } from './backups.ts';
import { createDatabase } from './databases.ts';
import { saveTls } from './mirror-set-up.ts';
import { SOON } from '../../machine/until-for-tests.ts';

let host: string;
let directory: string;
let instance: Instance;
beforeAll(async () => {
  host = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-places-'));
  directory = path.join(host, 'instances', 'IRIS');
  for (const folder of [directory, path.join(host, 'agent'), path.join(host, 'instances', 'OTHER', 'mgr', 'journal')])
    fs.mkdirSync(folder, { recursive: true });
  const network = new LoopbackWires().attach('servera', ['172.16.58.101']);
  instance = await Instance.start({
    host: 'servera',
    name: 'IRIS',
    hostDirectory: host,
    directory,
    controlPath: path.join(host, 'control'),
    superserverPort: 1972,
    network,
    agentClient: new AgentClient({ network }),
    clock: systemClock,
    shutDown: () => undefined,
  });
  fs.symlinkSync(path.join(directory, 'mgr', 'journal'), path.join(directory, 'mgr', 'linked'));
});
afterAll(async () => {
  await instance.stop();
  fs.rmSync(host, { recursive: true });
});

let count = 0;
interface Taker {
  readonly field: string;
  readonly order: (typed: string) => Promise<Outcome<unknown>>;
}
const tls = {
  privateKeyPassword: null,
  caFile: '',
  certificateFile: '',
  privateKeyFile: '',
  minimumProtocol: 'TLSv1.2',
  maximumProtocol: 'TLSv1.3',
} as const;
/** Of what is read. */
const reading: Readonly<Record<string, Taker>> = {
  'restore-backup': {
    field: 'files',
    order: (typed) =>
      restoreBackup(instance, { files: [typed], selected: null, limitToMirrored: false, confirmed: true, applyJournal: 'none' }),
  },
  'backup-volume': { field: 'file', order: (typed) => backupVolume(instance, { file: typed }) },
  'backup-files': { field: 'directory', order: (typed) => backupFiles(instance, { directory: typed }) },
  'save-tls, authority': { field: 'caFile', order: (typed) => saveTls(instance, { ...tls, caFile: typed }) },
  'save-tls, certificate': { field: 'certificateFile', order: (typed) => saveTls(instance, { ...tls, certificateFile: typed }) },
  'save-tls, key': { field: 'privateKeyFile', order: (typed) => saveTls(instance, { ...tls, privateKeyFile: typed }) },
  'save-tls, revocations': { field: 'crlFile', order: (typed) => saveTls(instance, { ...tls, crlFile: typed }) },
};
/** Of what is put there, or is to be. */
const writing: Readonly<Record<string, Taker>> = {
  'create-database': {
    field: 'directory',
    order: (typed) => createDatabase(instance, { name: `D${++count}`, directory: typed, journal: true, mirrorDatabaseName: null }),
  },
  'create-database with a file': {
    field: 'directory',
    order: (typed) =>
      createDatabase(instance, { name: `D${++count}`, directory: typed, journal: true, mirrorDatabaseName: null, useExistingFile: true }),
  },
  'run-backup': { field: 'device', order: (typed) => runBackup(instance, { task: 'FullAllDatabases', device: typed }) },
  'run-backup to a file': {
    field: 'device',
    order: (typed) => runBackup(instance, { task: 'FullAllDatabases', device: `${typed}/full.cbk` }),
  },
  'save-backup-task': {
    field: 'device',
    order: (typed) => saveBackupTask(instance, { name: 'FullAllDatabases', description: '', device: typed }),
  },
  'database-place': { field: 'directory', order: (typed) => databasePlace(instance, typed) },
};

const mgr = [
  'agent.json',
  'agent.json.new',
  'validated-member.json',
  'validated-member.json.new',
  'sealing',
  'iris.lck',
  'iris.own',
  'IRIS.DAT',
  'IRIS.DAT-lock',
  'IRIS.DAT.compact',
  '.restoring',
  'messages.log',
  'messages.old_20261130',
  'journal.log',
  'journal',
  'linked',
];
const elsewhere = [
  '../config.db',
  '../config.db-wal',
  '../instance.lck',
  '../../iris.lck',
  '../../OTHER/mgr/journal',
  '../../OTHER/mgr/agent.json',
  '../../../agent',
  'data/iris.lck',
  'data/IRIS.DAT',
];

/** Everything on the disk of the host but what the instance itself writes on while it runs. */
const onDisk = () => fs.readdirSync(host, { recursive: true, encoding: 'utf8' }).sort();

describe.each(Object.entries({ ...writing, ...reading }))('%s', (_, { field, order }) => {
  test.each([...mgr, ...elsewhere])('finds %s kept, and what would be below it', async (name) => {
    const before = onDisk();
    for (const typed of [name, `${name}/`, `${name}/new`, `${name}/new/er`, path.join(directory, 'mgr', name)])
      expect(await order(typed), typed).toMatchObject({ ok: false, refusal: { code: 'P619', field } });
    expect(onDisk()).toEqual(before);
  });
});

test.each(Object.entries(writing))('%s says which file is where a folder must be', async (_, { field, order }) => {
  const file = path.join(directory, 'mgr', 'iscCA.cer');
  fs.writeFileSync(file, 'a certificate');
  for (const typed of ['iscCA.cer', 'iscCA.cer/new', `${file}/new/er`])
    expect(await order(typed), typed).toMatchObject({ ok: false, refusal: { code: 'P620', args: [file], field } });
  expect(fs.readFileSync(file, 'utf8')).toBe('a certificate');
});

test('the folder of backups is free, and names that only look alike', async () => {
  for (const typed of ['Backup', 'Backup/new', 'journals', 'agents', 'agent', 'a.json5', 'log', '../../../journal'])
    expect(await databasePlace(instance, typed), typed).toMatchObject({ ok: true });
  expect(await saveBackupTask(instance, { name: 'FullAllDatabases', description: '', device: 'Backup' })).toEqual({
    ok: true,
    value: null,
  });
});

test('a database is not restored there, either', async () => {
  const begun = await runBackup(instance, { task: 'FullAllDatabases', device: 'Backup/all.cbk' });
  if (!begun.ok) throw new Error(begun.refusal.code);
  await expect.poll(async () => (await instance.store.backups.run(begun.value.runId))?.status, SOON).toBe('completed');
  const source = path.join(directory, 'mgr', 'user');
  const verdictOn = async (target: string) => {
    const planned = await restorePlan(instance, { files: ['Backup/all.cbk'], selected: [{ source, target }], limitToMirrored: false });
    return planned.ok ? planned.value.rows.map(({ verdict, reason }) => [verdict, reason?.code ?? null]) : planned.refusal;
  };
  for (const name of [...mgr, ...elsewhere])
    for (const target of [name, `${name}/new`]) expect(await verdictOn(target), target).toEqual([['refuse', 'P619']]);
  expect(await verdictOn('Backup/all.cbk')).toEqual([['refuse', 'P620']]);
  expect(await verdictOn('restored')).toEqual([['restore', null]]);
});
