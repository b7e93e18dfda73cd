/** Bits that change in journal files: a damaged block is sent to nobody, is named on both sides, makes nobody Active, and keeps nobody who has it whole from leading. */
import fs from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, type MemberHost, until } from './april-lab.ts';
import { writeNodes } from './database-contents.ts';

const FILE_MEGABYTES = 1;
const NODES_PER_ROUND = 4000;
/** Into the middle of a file, beyond what a takeover or a start reads by itself. */
const DAMAGE_AT = 400_000;
const DAMAGED_BYTES = 64;
/** Retries grow from one second. */
const TOLD_DEADLINE_MS = 30_000;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.setUpApril();
  for (const host of ['servera', 'serverb']) await lab.order(host, { kind: 'save-journal-settings', fileMegabytes: FILE_MEGABYTES, prefix: '', purgeAfterDays: 2, purgeAfterBackups: 2, freezeOnError: true });
});
afterAll(() => lab.stop());

const mirrorFiles = async (host: MemberHost) => (await lab.ask(host, 'journals', {})).files.filter(({ mirror }) => mirror === 'APRIL').sort((one, other) => one.fileCount - other.fileCount);
const logOf = async (host: MemberHost) => (await lab.ask(host, 'messages-log', { limit: 5000 })).lines;
const saysOf = async (host: MemberHost, text: RegExp) => (await logOf(host)).filter((line) => text.test(line.text));

/** Overwrites bytes of a closed file, and answers the path and what was there. */
function damage(path: string): () => void {
  const file = fs.openSync(path, 'r+');
  const before = Buffer.alloc(DAMAGED_BYTES);
  fs.readSync(file, before, 0, DAMAGED_BYTES, DAMAGE_AT);
  fs.writeSync(file, Buffer.from(before.map((byte) => byte ^ 0xff)), 0, DAMAGED_BYTES, DAMAGE_AT);
  fs.closeSync(file);
  return () => {
    const again = fs.openSync(path, 'r+');
    fs.writeSync(again, before, 0, DAMAGED_BYTES, DAMAGE_AT);
    fs.closeSync(again);
  };
}

async function writeUntilFile(fileCount: number, global: string): Promise<void> {
  for (let from = 0; ((await mirrorFiles('servera')).at(-1)?.fileCount ?? 0) < fileCount; from += NODES_PER_ROUND) await writeNodes(lab, 'DATA', { global, from, count: NODES_PER_ROUND });
}

test('damaged on the primary before the backup had it: never sent, never Active, named on both sides, and the primary leads again', async () => {
  expect(await lab.healthy()).toBe('servera');
  const last = (await mirrorFiles('servera')).at(-1)?.fileCount ?? 0;
  await lab.orderLab({ kind: 'stop-instance', host: 'serverb', instance: 'IRIS' });
  await writeUntilFile(last + 3, 'Unsent');
  const victim = (await mirrorFiles('servera')).find(({ fileCount }) => fileCount === last + 1);
  if (!victim) throw new Error('a file was to be damaged');
  const mend = damage(victim.path);
  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' });
  for (const host of ['servera', 'serverb'] as const) {
    const found = await until(`${host} names the damaged file`, TOLD_DEADLINE_MS, async () => {
      const lines = await saysOf(host, /Journal transfer stands still/);
      return lines.length > 0 && lines;
    });
    expect(found.at(-1)).toMatchObject({ severity: 2, text: expect.stringMatching(new RegExp(`#${victim.fileCount} \\(${victim.name}\\) offset \\d+ is damaged on SERVERA/IRIS`)) });
  }
  expect((await lab.monitor('serverb')).role).not.toBe('backup');
  expect((await lab.monitor('servera')).failover.ready).toBe(false);
  expect(await saysOf('serverb', /Dejournaling has stopped/)).toEqual([]);

  // Nobody but the primary has the rest: without it nobody leads, and it leads again with its file as it is.
  await lab.orderLab({ kind: 'kill-instance', host: 'servera', instance: 'IRIS' });
  await until('serverb says that the journal is out of reach', FAILOVER_DEADLINE_MS, async () => {
    const { failover } = await lab.monitor('serverb');
    if (!failover.args.includes('journal-out-of-reach')) throw new Error(`${failover.reason} ${failover.args.join()}`);
    return true;
  });
  await lab.orderLab({ kind: 'start-instance', host: 'servera', instance: 'IRIS' });
  await until('servera leads', HEALTHY_DEADLINE_MS, async () => (await lab.monitor('servera')).role === 'primary');

  mend();
  expect(await lab.healthy()).toBe('servera');
});
