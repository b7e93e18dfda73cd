import { expect, test } from 'vitest';
import type { BackupKind } from '../../contract/backups.ts';
import type { BackupRunRow } from '../store/backup-store.ts';
import { neededBy } from './needed-by.ts';

/** `databases`: `GUID` or `GUID/lineage`. */
function run(file: string, kind: BackupKind | null, databases: string[] = ['D']): BackupRunRow {
  const backup = kind && {
    guid: file,
    kind,
    madeAt: '',
    databases: databases.map((text) => ({
      name: text,
      guid: text.split('/')[0] ?? '',
      lineage: text.split('/')[1] ?? '',
      journalName: '',
      journalGuid: '',
      position: null,
      changesFrom: null,
    })),
  };
  return {
    id: 0,
    task: 'FullDBList',
    startedAt: new Date(0),
    endedAt: null,
    status: kind ? 'completed' : 'failed',
    file,
    logFile: '',
    names: [],
    backup,
    journalFiles: [],
    reason: null,
  };
}
/** Written oldest first, as they were run. */
const needed = (file: string, ...runs: BackupRunRow[]) => {
  const newestFirst = [...runs].reverse();
  return neededBy(newestFirst.find((one) => one.file === file) as BackupRunRow, newestFirst)
    .map((one) => one.file)
    .reverse();
};

test('incremental ones need each that came before, back to the full one', () => {
  const runs = [run('full', 'full'), run('one', 'incremental'), run('two', 'incremental')];
  expect(needed('full', ...runs)).toEqual(['one', 'two']);
  expect(needed('one', ...runs)).toEqual(['two']);
  expect(needed('two', ...runs)).toEqual([]);
});

test('a cumulative one needs the full one alone, and the incremental one behind it needs the cumulative', () => {
  const runs = [run('full', 'full'), run('incremental', 'incremental'), run('cumulative', 'cumulative'), run('last', 'incremental')];
  expect(needed('full', ...runs)).toEqual(['incremental', 'cumulative', 'last']);
  expect(needed('incremental', ...runs)).toEqual([]);
  expect(needed('cumulative', ...runs)).toEqual(['last']);
});

test('a newer full one ends it, so does a restore, and runs that failed or held other databases do not count', () => {
  expect(needed('full', run('full', 'full'), run('newer', 'full'), run('incremental', 'incremental'))).toEqual([]);
  expect(needed('full', run('full', 'full', ['D/one']), run('incremental', 'incremental', ['D/two']))).toEqual([]);
  expect(
    needed('full', run('full', 'full'), run('failed', null), run('other', 'full', ['E']), run('incremental', 'incremental', ['E', 'D'])),
  ).toEqual(['incremental']);
});
