/**
 * The disk of the databases is full, on both members (security-defects M5), and so is the one of what their processes print: no instance
 * ends, other databases go on, and when there is room again nothing is missing.
 *
 * A real file system of a few megabytes, which only root on Linux can mount; elsewhere `instance-journal.test.ts` and
 * `dejournal-service.test.ts` do the same with a file that refuses.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SuperserverRefusal } from '../../lib/engine/lab/client.ts';
import { begun } from '../begun.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, until } from './april-lab.ts';
import { contentsOf } from './database-contents.ts';

const SMALL = '12m';
const LOGS = '1m';
const ROOMY = '64m';
const VALUE = 'x'.repeat(200_000);
/** More than the small disk has room for. */
const SETS_MAX = 200;
/** A backup offers a database again after 30 s. */
const RETRY_DEADLINE_MS = 60_000;
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

let lab: AprilLab;
const mounted: string[] = [];

beforeAll(async () => {
  if (!mayMount) return;
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril();
});
afterAll(async () => {
  if (!mayMount) return;
  // It compares the databases of both members, and cannot remove what is mounted.
  const stopped = begun(lab.stop({ keep: true }));
  await stopped.catch(() => undefined);
  for (const folder of mounted) execFileSync('umount', [folder]);
  fs.rmSync(lab.dataDirectory, { recursive: true });
  await stopped;
});

function mountSmall(folder: string, size: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', folder]);
  mounted.push(folder);
}

/** The storage engine prints each write that fails. */
async function printOnAFullDisk(): Promise<void> {
  const logs = path.join(lab.dataDirectory, 'lab', 'logs');
  mountSmall(logs, LOGS);
  for (const host of ['servera', 'serverb']) await lab.orderLab({ kind: 'restart-instance', host, instance: 'IRIS' });
  const filler = fs.openSync(path.join(logs, 'filler'), 'w');
  expect(() => {
    for (;;) fs.writeSync(filler, VALUE);
  }).toThrow('ENOSPC');
  fs.closeSync(filler);
}

test.skipIf(!mayMount)('both members live, what is refused is said, and everything acknowledged is there afterwards', async () => {
  await printOnAFullDisk();
  const primary = await lab.healthy();
  for (const host of ['servera', 'serverb'] as const) {
    const folder = path.join(await lab.instanceDirectory(host), 'mgr', 'small');
    fs.mkdirSync(folder);
    mountSmall(folder, SMALL);
  }
  const backup = primary === 'servera' ? 'serverb' : 'servera';
  await lab.createDatabase(primary, 'SMALL', 'SMALL');
  await until('the backup may have it, too', FAILOVER_DEADLINE_MS, async () => {
    await lab.createDatabase(backup, 'SMALL', 'SMALL');
    return true;
  });
  const processes = await Promise.all([primary, backup].map(async (host) => (await lab.ask(host, 'summary', {})).startedAt));
  const client = await lab.connect();
  const acknowledged: number[] = [];
  const setOne = async (at: number): Promise<string | null> => {
    try {
      await client.set('SMALL', ['Full', at], VALUE);
      acknowledged.push(at);
      return null;
    } catch (error) {
      if (error instanceof SuperserverRefusal) return error.code;
      throw error;
    }
  };
  let refusal: string | null = null;
  for (let at = 0; refusal === null; at++) {
    if (at >= SETS_MAX) throw new Error('the disk has never been full');
    refusal = await setOne(at);
  }
  expect(refusal).toBe('<DISKFULL>');
  // Reads of what was acknowledged go on, and so does the other database.
  await client.set('DATA', ['Goes', 'on'], 'x');
  await until('the backup has paused the database, or has it whole', FAILOVER_DEADLINE_MS, async () => {
    const { lines } = await lab.ask(backup, 'messages-log', { limit: 200 });
    return lines.some(({ text }) => text.includes('its disk is full'));
  });
  const { lines } = await lab.ask(primary, 'messages-log', { limit: 500 });
  expect(lines.filter(({ text }) => text.includes('Database SMALL cannot be written'))).toHaveLength(1);
  await until('the full disk is told', FAILOVER_DEADLINE_MS, async () =>
    (await lab.ask(primary, 'messages-log', { limit: 500 })).lines.some(({ text }) => /disk of database .*SMALL.* percent full/.test(text)),
  );

  for (const folder of mounted) execFileSync('mount', ['-o', `remount,size=${ROOMY}`, folder]);
  await until('it is written again by itself', FAILOVER_DEADLINE_MS, async () => (await setOne(SETS_MAX)) === null);
  await until('the backup has everything, too', RETRY_DEADLINE_MS, async () => {
    const { length } = await contentsOf(lab, backup, 'SMALL');
    if (length !== acknowledged.length) throw new Error(`${length} of ${acknowledged.length}`);
    return true;
  });
  expect(await contentsOf(lab, primary, 'SMALL')).toHaveLength(acknowledged.length);
  expect(await Promise.all([primary, backup].map(async (host) => (await lab.ask(host, 'summary', {})).startedAt))).toEqual(processes);
  client.close();
  await lab.healthy();
});
