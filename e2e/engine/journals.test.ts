/**
 * Journal files go when nobody needs them any more, and not before: not while a member has yet to receive them, not under an open
 * transaction, and not if the process dies in between.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InstanceView } from '../../lib/contract/views.ts';
import { AprilLab, MEMBERS, type MemberHost, until } from './april-lab.ts';

const MEGABYTE = 1024 * 1024;
const VALUE = 'x'.repeat(32 * 1024);
const PURGED_DEADLINE_MS = 30_000;
const CLOSED_DEADLINE_MS = 15_000;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril({ useTls: false });
  for (const host of ['servera', 'serverb'])
    await lab.order(host, {
      kind: 'save-journal-settings',
      fileMegabytes: 1,
      prefix: '',
      purgeAfterDays: 0,
      purgeAfterBackups: null,
      freezeOnError: true,
    });
});
afterAll(() => lab.stop());

const mirrorFiles = async (host: string) =>
  (await lab.ask(host, 'journals', {})).files.filter(({ mirror }) => mirror !== '').sort((one, other) => one.fileCount - other.fileCount);
const counts = async (host: string) => (await mirrorFiles(host)).map(({ fileCount }) => fileCount);
const said = async (host: string) => (await lab.ask(host, 'messages-log', { limit: 1000 })).lines.map(({ text }) => text);
const preview = async (host: string): Promise<InstanceView<'journal-purge-preview'>['files']> =>
  (await lab.ask(host, 'journal-purge-preview', {})).files;

/** Fills journal files until the newest is at least number `fileCount`. Answers how many nodes were written. */
async function writeUntilFile(fileCount: number, from = 0): Promise<number> {
  const client = await lab.connect(MEMBERS.servera.publicAddress);
  let node = from;
  await until(`journal file #${fileCount}`, PURGED_DEADLINE_MS, async () => {
    for (let index = 0; index < 16; index++) await client.set('DATA', ['Filled', node++], VALUE);
    return ((await counts('servera')).at(-1) ?? 0) >= fileCount;
  });
  client.close();
  return node;
}

const logLines = async (host: MemberHost): Promise<number[]> => {
  const file = path.join(await lab.instanceDirectory(host), 'mgr', 'mirrorjrn-APRIL.log');
  const lines = fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { fileCount: number }).fileCount);
};

test('a failover member always freezes on a journal error, and says why; what runs cannot be started', async () => {
  for (const host of ['servera', 'serverb']) {
    const { freezeFixed, fileMegabytes, prefix, purgeAfterDays, purgeAfterBackups } = await lab.ask(host, 'journal-settings', {});
    expect(freezeFixed).toEqual({ code: 'P207', args: [] });
    await expect(
      lab.order(host, { kind: 'save-journal-settings', fileMegabytes, prefix, purgeAfterDays, purgeAfterBackups, freezeOnError: false }),
    ).rejects.toThrow('#P207');
    await expect(lab.order(host, { kind: 'start-journaling' })).rejects.toThrow('#P210');
  }
});

test('a primary keeps what the stopped backup has not received, says why, and lets it go when the backup has it', async () => {
  await lab.orderLab({ kind: 'stop-instance', host: 'serverb', instance: 'IRIS' });
  await until('serverb is down', CLOSED_DEADLINE_MS, async () => (await lab.host('serverb')).instances[0]?.state === 'down');
  const first = (await counts('servera')).at(-1) ?? 0;
  const written = await writeUntilFile(first + 4);
  await lab.order('servera', { kind: 'purge-journals' });
  const kept = await counts('servera');
  expect(kept.slice(-5)).toEqual([first, first + 1, first + 2, first + 3, first + 4]);
  const files = await preview('servera');
  expect(files.filter(({ isRetained }) => isRetained).flatMap(({ reasons }) => reasons)).toContainEqual({
    code: 'not-received-by',
    args: ['SERVERB/IRIS'],
  });
  const closed = (await mirrorFiles('servera')).find(({ fileCount }) => fileCount === first + 1);
  // Databases whose positions have not been written since may need it, too.
  expect(await said('servera')).toContainEqual(
    expect.stringMatching(`^Journal file .*${closed?.name} is kept beyond the purge settings: .*not received by SERVERB/IRIS`),
  );
  expect(closed?.reason).toBe('File full');
  expect(closed?.sizeBytes).toBeGreaterThanOrEqual(MEGABYTE);

  // What it remembers of the absent member outlasts its own death.
  await lab.orderLab({ kind: 'kill-instance', host: 'servera', instance: 'IRIS' });
  await lab.orderLab({ kind: 'start-instance', host: 'servera', instance: 'IRIS' });
  await lab.primary(60_000);
  await lab.order('servera', { kind: 'purge-journals' });
  expect((await counts('servera')).filter((fileCount) => fileCount > first)).toHaveLength((await counts('servera')).at(-1)! - first);

  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' });
  expect(await lab.healthy()).toBe('servera');
  const newest = (await counts('servera')).at(-1) ?? 0;
  for (const host of ['servera', 'serverb'] as const) {
    await until(`${host} has purged all but the newest files`, PURGED_DEADLINE_MS, async () => {
      await lab.order(host, { kind: 'purge-journals' });
      const left = await counts(host);
      if (left.length > 2) throw new Error(JSON.stringify((await preview(host)).map(({ name, reasons }) => [name, reasons])));
      return left.at(-1) === newest;
    });
    await until(
      `the mirror journal log of ${host} follows`,
      CLOSED_DEADLINE_MS,
      async () => (await logLines(host)).join() === (await counts(host)).join(),
    );
  }
  expect(await said('servera')).toContainEqual(expect.stringMatching(`Purged journal file .*${closed?.name}`));
  const client = await lab.connect(MEMBERS.serverb.publicAddress);
  await until(
    'the backup has the last value',
    CLOSED_DEADLINE_MS,
    async () => (await client.get('DATA', ['Filled', written - 1])) === VALUE,
  );
  client.close();
});

test('a file with records of an open transaction stays until the transaction ends', async () => {
  const before = (await counts('servera')).at(-1) ?? 0;
  const client = await lab.connect(MEMBERS.servera.publicAddress);
  await client.request({ op: 'tstart', job: 1 });
  await client.set('DATA', ['Open'], 'not yet');
  await writeUntilFile(before + 3, 10_000);
  await lab.order('servera', { kind: 'purge-journals' });
  expect((await counts('servera')).at(0)).toBeLessThanOrEqual(before);
  const held = (await preview('servera')).find(({ name }) => name.endsWith(String(before).padStart(3, '0')));
  expect(held?.reasons.map(({ code }) => code)).toContain('open-transaction');
  await client.request({ op: 'tcommit', job: 1 });
  // The file in use says that the transaction was open when it began: recovery would read from there until there is another.
  await lab.order('servera', { kind: 'switch-journal' });
  await client.set('DATA', ['Behind'], 'the transaction');
  client.close();
  await until('the files of the ended transaction are gone', PURGED_DEADLINE_MS, async () => {
    await lab.order('servera', { kind: 'purge-journals' });
    if (((await counts('servera')).at(0) ?? 0) > before) return true;
    throw new Error(JSON.stringify((await preview('servera')).map(({ name, reasons }) => [name, reasons])));
  });
});

test('a member that was killed while it purged starts and follows, and a takeover loses nothing', async () => {
  const first = (await counts('servera')).at(-1) ?? 0;
  const written = await writeUntilFile(first + 3, 20_000);
  const purging = lab.order('serverb', { kind: 'purge-journals' }).catch(() => undefined);
  await lab.orderLab({ kind: 'kill-instance', host: 'serverb', instance: 'IRIS' });
  await purging;
  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' });
  await lab.healthy();
  await lab.orderLab({ kind: 'kill-instance', host: 'servera', instance: 'IRIS' });
  await until('serverb is primary', PURGED_DEADLINE_MS, async () => (await lab.monitor('serverb')).role === 'primary');
  const client = await lab.connect(MEMBERS.serverb.publicAddress);
  expect(await client.get('DATA', ['Filled', written - 1])).toBe(VALUE);
  client.close();
  await lab.orderLab({ kind: 'start-instance', host: 'servera', instance: 'IRIS' });
  expect(await lab.healthy()).toBe('serverb');
});

test('a lost mirror journal log is noticed at the start and rebuilt from the files', async () => {
  const logPath = path.join(await lab.instanceDirectory('servera'), 'mgr', 'mirrorjrn-APRIL.log');
  await expect(lab.order('servera', { kind: 'rebuild-mirror-journal-log' })).rejects.toThrow('#P200');
  fs.rmSync(logPath);
  await lab.orderLab({ kind: 'restart-instance', host: 'servera', instance: 'IRIS' });
  await until(
    'the loss is shown',
    PURGED_DEADLINE_MS,
    async () => (await lab.ask('servera', 'journals', {})).mirrorLog?.state === 'missing',
  );
  await lab.order('servera', { kind: 'rebuild-mirror-journal-log' });
  expect((await lab.ask('servera', 'journals', {})).mirrorLog?.state).toBe('kept');
  await until(
    'the list is that of the files',
    CLOSED_DEADLINE_MS,
    async () => (await logLines('servera')).join() === (await counts('servera')).join(),
  );
});

test('profile, summary and integrity check tell what is in a file', async () => {
  await lab.healthy();
  const file = (await mirrorFiles('serverb')).at(-1);
  if (!file) throw new Error('no mirror journal file');
  await lab.order('serverb', { kind: 'set-node', database: 'DATA', reference: '^Profiled(1)', value: 'v' });
  const profile = await until('the profile is complete', CLOSED_DEADLINE_MS, async () => {
    const found = await lab.ask('serverb', 'journal-profile', { file: file.name });
    return found.state === 'complete' && found.rows.some(({ global }) => global === '^Profiled') ? found : null;
  });
  expect(profile.rows.find(({ global }) => global === '^Profiled')).toMatchObject({ database: ':mirror:APRIL:DATA', sets: 1, kills: 0 });
  const summary = await lab.ask('serverb', 'journal-summary', { file: file.name });
  expect(summary.fields.find(({ name }) => name === 'File Count')?.value).toBe(String(file.fileCount));
  await lab.order('serverb', { kind: 'check-journal-integrity', file: file.name });
  const { result } = await until('the check has ended', CLOSED_DEADLINE_MS, async () => {
    const found = await lab.ask('serverb', 'journal-integrity', { file: file.name });
    return found.result ? found : null;
  });
  expect(result?.findings.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  const last = await lab.ask('serverb', 'journal-records', {
    file: file.name,
    from: Number.MAX_SAFE_INTEGER,
    direction: 'backward',
    limit: 1,
    filter: { global: 'Profiled' },
  });
  expect(last.records).toMatchObject([{ globalNode: '^Profiled(1)', newValue: 'v' }]);
});
