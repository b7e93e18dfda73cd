import { expect, test } from 'vitest';
import {
  consentsOf,
  databasesOf,
  draftFor,
  hasUnmirrored,
  journalChoiceOf,
  orderOf,
  refusedSource,
  type RestoreRow,
} from './restore-draft.ts';

const database = (name: string, mirrorDatabase = '') => ({
  name,
  directory: `/isc/${name.toLowerCase()}/`,
  mirrorDatabase,
  sizeBytes: 1,
  nodes: 1,
  contents: 'whole' as const,
  since: null,
  journalFile: '',
  journalOffset: 0,
});
const demo = database('DEMO', ':mirror:APRIL:DEMO');
const user = database('USER');
const row = (name: string, part: Partial<RestoreRow> = {}): RestoreRow => ({
  name,
  source: `/isc/${name.toLowerCase()}/`,
  mirrorDatabase: '',
  target: { directory: `/isc/${name.toLowerCase()}/`, database: null },
  verdict: 'restore',
  reason: null,
  confirm: [],
  ...part,
});

test('given a backup of the other member, then its mirrored databases are chosen and the restore is limited to them', () => {
  const draft = draftFor(['/a.cbk'], { madeOnOtherMember: true, databases: [demo, user] });
  expect(orderOf(draft)).toEqual({ files: ['/a.cbk'], limitToMirrored: true, selected: [{ source: demo.directory, target: '' }] });
});

test('given a backup of this instance, then nothing is chosen, so that nothing is overwritten by a mere Next', () => {
  const draft = draftFor(['/a.cbk'], { madeOnOtherMember: false, databases: [demo, user] });
  expect(orderOf(draft)).toEqual({ files: ['/a.cbk'], limitToMirrored: false, selected: [] });
});

test('all directories are ordered without a list; typed directories go with their databases, without blanks', () => {
  const draft = { ...draftFor(['/a.cbk'], { madeOnOtherMember: true, databases: [demo] }), targets: { [demo.directory]: ' /isc/copy ' } };
  expect(orderOf(draft).selected).toEqual([{ source: demo.directory, target: '/isc/copy' }]);
  expect(orderOf({ ...draft, which: 'all' }).selected).toBeNull();
});

test('a database that several backups of a chain hold is listed once', () => {
  expect(databasesOf([{ databases: [demo] }, { databases: [demo, user] }]).map(({ name }) => name)).toEqual(['DEMO', 'USER']);
});

test('a refusal names the database by its place in the order', () => {
  const order = {
    files: ['/a.cbk'],
    limitToMirrored: true,
    selected: [
      { source: '/one/', target: '' },
      { source: '/two/', target: '' },
    ],
  };
  expect(refusedSource({ code: 'P109', args: [], field: 'selected.1.target' }, order)).toBe('/two/');
  expect(refusedSource({ code: 'P109', args: [], field: 'files' }, order)).toBeNull();
  expect(refusedSource({ code: 'P109', args: [], field: 'selected.7.target' }, order)).toBeNull();
});

test('only rows that are restored ask for a yes, and a yes does not hold for another sentence', () => {
  const lost = (directory: string) => ({ code: 'P171' as const, args: ['USER', directory] });
  const first = consentsOf([
    row('USER', { confirm: [lost('/isc/user/')] }),
    row('DEMO', { verdict: 'skip', confirm: [lost('/isc/demo/')] }),
  ]);
  expect(first.map(({ database: name }) => name)).toEqual(['USER']);
  expect(consentsOf([row('USER', { confirm: [lost('/elsewhere/')] })])[0]?.key).not.toBe(first[0]?.key);
});

test('the journal question is asked only when a database that is not mirrored is restored', () => {
  expect(hasUnmirrored([row('DEMO', { mirrorDatabase: ':mirror:APRIL:DEMO' }), row('USER', { verdict: 'skip' })])).toBe(false);
  expect(hasUnmirrored([row('USER')])).toBe(true);
});

test('the chosen second counts whole, and what is no time is left for the instance to refuse', () => {
  const until = (applyUntil: string) => journalChoiceOf({ applyJournal: 'until', applyUntil }, 'Asia/Shanghai');
  expect(until('2026-03-01T12:00:00')).toEqual({ applyJournal: 'until', applyUntil: '2026-03-01T04:00:00.999Z' });
  expect(until('')).toEqual({ applyJournal: 'until', applyUntil: '' });
  expect(journalChoiceOf({ applyJournal: 'none', applyUntil: '2026-03-01T12:00:00' }, 'UTC')).toEqual({ applyJournal: 'none' });
});
