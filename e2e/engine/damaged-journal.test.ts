/**
 * Bits that change in journal files: a damaged block is sent to nobody, is named on both sides, makes nobody Active, and keeps nobody who
 * has it whole from leading.
 */
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
/** The takeover after the loss of the host, and so long applying is tried. */
const GIVEN_UP_DEADLINE_MS = 45_000;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril();
  for (const host of ['servera', 'serverb'])
    await lab.order(host, {
      kind: 'save-journal-settings',
      fileMegabytes: FILE_MEGABYTES,
      prefix: '',
      purgeAfterDays: 2,
      purgeAfterBackups: 2,
      freezeOnError: true,
    });
});
afterAll(() => lab.stop());

const mirrorFiles = async (host: MemberHost) =>
  (await lab.ask(host, 'journals', {})).files
    .filter(({ mirror }) => mirror === 'APRIL')
    .sort((one, other) => one.fileCount - other.fileCount);
const logOf = async (host: MemberHost) => (await lab.ask(host, 'messages-log', { limit: 5000 })).lines;
const saysOf = async (host: MemberHost, text: RegExp) => (await logOf(host)).filter((line) => text.test(line.text));

/** Changes bytes of a closed file; answers what puts them back. */
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
  for (let from = 0; ((await mirrorFiles('servera')).at(-1)?.fileCount ?? 0) < fileCount; from += NODES_PER_ROUND)
    await writeNodes(lab, 'DATA', { global, from, count: NODES_PER_ROUND });
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
    expect(found.at(-1)).toMatchObject({
      severity: 2,
      text: expect.stringMatching(new RegExp(`#${victim.fileCount} \\(${victim.name}\\) offset \\d+ is damaged on SERVERA/IRIS`)),
    });
    const damaged = { kind: 'hole', reason: 'damaged', begins: victim.fileCount + 1 };
    const faults = await until(`${host} shows it on the Journals page and the Mirror Monitor`, TOLD_DEADLINE_MS, async () => {
      const found = (await lab.ask(host, 'journal-state', {})).faults;
      return found.length === (host === 'servera' ? 2 : 1) && found;
    });
    expect(faults).toMatchObject([
      ...(host === 'servera' ? [damaged] : []),
      { kind: 'standstill', story: { code: 'transfer-meets-damage' } },
    ]);
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

/** Its databases still need the journal from a closed file on: DATA was paused there, until the next start. Answers that file. */
async function stopBackupBehind(global: string): Promise<{ path: string; name: string; fileCount: number }> {
  expect(await lab.healthy()).toBe('servera');
  const last = (await mirrorFiles('servera')).at(-1)?.fileCount ?? 0;
  await lab.order('serverb', { kind: 'pause-dejournaling', databases: ['DATA'] });
  await writeUntilFile(last + 3, global);
  await until(
    'the backup has the same files',
    HEALTHY_DEADLINE_MS,
    async () => ((await mirrorFiles('serverb')).at(-1)?.fileCount ?? 0) >= last + 3,
  );
  const victim = (await mirrorFiles('serverb')).find(({ fileCount }) => fileCount === last + 1);
  if (!victim) throw new Error('a file was to be damaged');
  await lab.orderLab({ kind: 'stop-instance', host: 'serverb', instance: 'IRIS' });
  return victim;
}

test('damaged on the backup while it was down: fetched again from the primary’s ISCAgent before it is Active', async () => {
  const victim = await stopBackupBehind('Mended');
  damage(victim.path);
  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' });
  expect(await lab.healthy()).toBe('servera');
  const [mended] = await saysOf('serverb', /fetched again/);
  expect(mended?.text).toMatch(
    new RegExp(`#${victim.fileCount} \\(${victim.name}\\) was damaged at offset \\d+: \\d+ bytes were fetched again from SERVERA/IRIS`),
  );
  expect((await saysOf('serverb', /Dejournaling has stopped/)).length).toBe(0);
});

test('without anybody to fetch it from it is not Active, says why, and follows once the ISCAgent is back', async () => {
  const victim = await stopBackupBehind('Waiting');
  damage(victim.path);
  await lab.orderLab({ kind: 'stop-agent', host: 'servera' });
  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' });
  await until(
    'serverb names its damaged file',
    TOLD_DEADLINE_MS,
    async () =>
      (
        await saysOf(
          'serverb',
          new RegExp(`#${victim.fileCount} \\(${victim.name}\\) offset \\d+ of SERVERB/IRIS is damaged, and no ISCAgent`),
        )
      ).length > 0,
  );
  expect((await lab.monitor('serverb')).role).not.toBe('backup');
  expect((await lab.monitor('servera')).failover.ready).toBe(false);
  await lab.orderLab({ kind: 'start-agent', host: 'servera' });
  expect(await lab.healthy()).toBe('servera');
});

test('a backup that cannot apply gives the takeover up, and the former primary leads when it is back', async () => {
  expect(await lab.healthy()).toBe('servera');
  const { maximumSizeMb, resource, journal } = await lab.ask('serverb', 'database-properties', { name: 'DATA' });
  const edited = { kind: 'edit-database', name: 'DATA', maximumSizeMb, mountedReadOnly: false, journal, resource } as const;
  await lab.order('serverb', { ...edited, mountRequired: true });
  await lab.order('serverb', { kind: 'dismount-databases', databases: ['DATA'] });
  await lab.orderLab({ kind: 'power-off-host', host: 'servera' });
  await until(
    'serverb gives the takeover up',
    GIVEN_UP_DEADLINE_MS,
    async () => (await saysOf('serverb', /The takeover is given up/)).length > 0,
  );
  expect(await saysOf('serverb', /Cannot become primary: apply failed/), 'told once').toHaveLength(1);
  await lab.orderLab({ kind: 'power-on-host', host: 'servera' });
  await until('servera leads', HEALTHY_DEADLINE_MS, async () => (await lab.monitor('servera')).role === 'primary');
  await lab.order('serverb', { kind: 'mount-databases', databases: ['DATA'] });
  await lab.order('serverb', { ...edited, mountRequired: false });
  expect(await lab.healthy()).toBe('servera');
});
