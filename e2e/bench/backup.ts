/** A full backup of one database, and its restore on the other member up to where dejournaling takes over. */
import path from 'node:path';
import type { BackupRunView } from '../../lib/contract/backups.ts';
import { type AprilLab, HEALTHY_DEADLINE_MS, type MemberHost, otherMember, until } from '../engine/april-lab.ts';
import { megabyteRatesText, whole } from './figures.ts';
import { TRANSACTION_SETS, writeBulk } from './throughput.ts';

const ROUNDS = 3;
const TRANSACTIONS = 40;
const RUN_DEADLINE_MS = 120_000;
const BYTES_PER_MEGABYTE = 1_000_000;
const NAME = 'BULK';

export async function measureBackup(lab: AprilLab): Promise<void> {
  const primary = await lab.healthy();
  const other = otherMember(primary);
  await create(lab, primary);
  await writeBulk(lab, { database: NAME, global: 'Bulk', round: 0, transactions: TRANSACTIONS });
  await lab.order(primary, { kind: 'add-databases-to-mirror', databases: [{ name: NAME, mirrorDatabaseName: NAME }] });
  await lab.order(primary, { kind: 'save-backup-list', databases: [NAME] });
  const backups: number[] = [];
  let file = '';
  let megabytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const { runId } = await lab.order<'run-backup', { runId: number }>(primary, { kind: 'run-backup', task: 'FullDBList' });
    const run = await completed(lab, primary, runId);
    const seconds = (performance.now() - start) / 1000;
    file = run.file;
    // Of the database, as both directions are judged; the backup file is compressed.
    const [database] = (await lab.ask(primary, 'backup-volume', { file })).databases;
    if (database?.nodes !== TRANSACTIONS * TRANSACTION_SETS) throw new Error(`the backup holds ${database?.nodes} nodes`);
    megabytes = database.sizeBytes / BYTES_PER_MEGABYTE;
    backups.push(megabytes / seconds);
  }
  console.log(
    `full backup of a database of ${whole(TRANSACTIONS * TRANSACTION_SETS)} nodes, ${megabytes.toFixed(0)} MB: ${megabyteRatesText(backups)}`,
  );

  await create(lab, other);
  const folder = path.join(await lab.instanceDirectory(other), 'mgr', 'Backup');
  await lab.orderLab({ kind: 'copy-file', fromHost: primary, from: file, toHost: other, to: `${folder}/`, overwrite: true });
  const source = path.join(await lab.instanceDirectory(primary), 'mgr', NAME.toLowerCase());
  const restores: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const { runId } = await lab.order<'restore-backup', { runId: number }>(other, {
      kind: 'restore-backup',
      files: [path.join(folder, path.basename(file))],
      limitToMirrored: true,
      selected: [{ source, target: '' }],
      confirmed: true,
      applyJournal: 'none',
    });
    await completed(lab, other, runId);
    await until(
      'the restored database is dejournaled',
      HEALTHY_DEADLINE_MS,
      async () => (await lab.monitor(other)).databases.find(({ localName }) => localName === NAME)?.status === 'dejournaling',
    );
    restores.push(megabytes / ((performance.now() - start) / 1000));
  }
  console.log(`restore of it on the other member, until it is dejournaled: ${megabyteRatesText(restores)}`);
}

const create = (lab: AprilLab, host: MemberHost) =>
  lab.order(host, { kind: 'create-database', name: NAME, directory: NAME.toLowerCase(), journal: true, mirrorDatabaseName: null });

async function completed(lab: AprilLab, host: MemberHost, runId: number): Promise<BackupRunView> {
  const run = await until(`run ${runId} on ${host} has ended`, RUN_DEADLINE_MS, async () => {
    const found = (await lab.ask(host, 'backup-history', { limit: 100 })).runs.find(({ id }) => id === runId);
    return found && found.status !== 'running' ? found : null;
  });
  if (run.status !== 'completed') throw new Error(`${run.task} on ${host}: ${run.status}, ${run.reason}`);
  return run;
}
