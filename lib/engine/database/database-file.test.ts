import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile, FIRST_NODE_KEY, type NodeChange } from './database-file.ts';
import type { NewMirrorAttribute } from './database-metadata.ts';
import type { Subscript } from '../nodes/reference-text.ts';

let directory: string;
let file: DatabaseFile;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'database-'));
  const outcome = await DatabaseFile.create(join(directory, 'user'));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  file = outcome.value;
});
afterEach(async () => {
  await file.close();
  await rm(directory, { recursive: true });
});

const key = (...subscripts: Subscript[]): Buffer => {
  const outcome = encodeKey('A', subscripts);
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
};
const set = (text: string, ...subscripts: Subscript[]): NodeChange => ({ kind: 'set', key: key(...subscripts), value: Buffer.from(text) });
const at = (offset: number, fileCount = 1) => ({ history: 'local', fileCount, offset }) as const;
const values = () => Array.from(file.store.range({ start: FIRST_NODE_KEY, end: Buffer.from([0xff]) }), ({ value }) => String(value));
async function reopen(): Promise<void> {
  await file.close();
  const outcome = DatabaseFile.open(join(directory, 'user'));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  file = outcome.value;
}

describe('a database file', () => {
  it('keeps nodes, identity and position over a restart', async () => {
    const { guid } = file.identity;
    expect(file.position).toBeNull();
    await file.applyBatch([set('one', 1), set('two', 2)], at(9000));
    await reopen();
    expect(file.identity).toEqual({ guid, mirror: null });
    expect(file.position).toEqual(at(9000));
    expect(values()).toEqual(['one', 'two']);
    expect(file.sizeBytes()).toBeGreaterThan(0);
  });

  it('is refused where there is one, and where there is none', async () => {
    expect(await DatabaseFile.create(join(directory, 'user'))).toMatchObject({ ok: false, refusal: { code: '20', field: 'directory' } });
    expect(DatabaseFile.open(join(directory, 'none'))).toMatchObject({ ok: false, refusal: { code: 'P104' } });
  });

  it('carries out changes in order: a kill takes what is stored and what came before it in the batch', async () => {
    await file.applyBatch([set('stored', 1, 'x'), set('other', 2)], at(1));
    await file.applyBatch(
      [set('before', 1, 'y'), { kind: 'kill', key: key(1) }, set('after', 1, 'z'), { kind: 'kill-node', key: key(2) }, set('below', 2, 3)],
      at(2),
    );
    expect(values()).toEqual(['after', 'below']);
    await file.applyBatch([{ kind: 'kill', key: key() }], at(3));
    expect(values()).toEqual([]);
  });

  it('carries out batches one after the other, and each whole', async () => {
    const batches = Array.from({ length: 20 }, (_, index) =>
      file.applyBatch([set(String(index), 'last'), { kind: 'kill', key: key('list') }, set(String(index), 'list', index)], at(index)),
    );
    await Promise.all(batches);
    expect(values()).toEqual(['19', '19']);
    expect(file.position).toEqual(at(19));
  });

  it('never moves its position back within a history', async () => {
    await file.applyBatch([], at(5, 2));
    await expect(file.applyBatch([set('late', 1)], at(9, 1))).rejects.toThrow(/move back/);
    expect(values()).toEqual([]);
    await file.applyBatch([], { history: 'mirror', fileCount: 1, offset: 0 });
    expect(file.position?.history).toBe('mirror');
  });

  it('keeps its mirror attribute, and its GUID through it', async () => {
    const { guid } = file.identity;
    const mirror: NewMirrorAttribute = {
      mirrorGuid: 'M',
      mirrorName: 'APRIL',
      mirrorDatabaseName: 'DATA',
      createdAsMirrored: true,
      activated: true,
    };
    await file.setMirror(mirror, { history: 'mirror', fileCount: 3, offset: 8192 });
    await reopen();
    expect(file.identity).toEqual({
      guid,
      mirror: { ...mirror, databaseGuid: null, home: null, needsCatchUp: false, failoverDatabase: true, download: null },
    });
    expect(file.position).toEqual({ history: 'mirror', fileCount: 3, offset: 8192 });
    await file.setMirror(null, null);
    await reopen();
    expect(file.identity.mirror).toBeNull();
    expect(file.position).toBeNull();
  });

  it('mirrored and written here, it counts in two histories at once; leaving the mirror ends the second', async () => {
    const mirror: NewMirrorAttribute = {
      mirrorGuid: 'M',
      mirrorName: 'APRIL',
      mirrorDatabaseName: 'DATA',
      createdAsMirrored: true,
      activated: true,
      failoverDatabase: false,
    };
    await file.setMirror(mirror, { history: 'mirror', fileCount: 3, offset: 8192 });
    expect(file.positionIn('local')).toBeNull();
    await file.setOwnPosition(at(100));
    await file.applyBatch([set('from the mirror', 1)], { history: 'mirror', fileCount: 3, offset: 9000 });
    await file.applyBatch([set('written here', 2)], at(200));
    await expect(file.applyBatch([set('again', 2)], at(150))).rejects.toThrow(/move back/);
    await reopen();
    expect(values()).toEqual(['from the mirror', 'written here']);
    expect(file.position).toEqual({ history: 'mirror', fileCount: 3, offset: 9000 });
    expect(file.positionIn('local')).toEqual(at(200));
    await file.setMirror(null, at(300));
    await reopen();
    expect(file.positionIn('local')).toEqual(at(300));
    expect(file.positionIn('mirror')).toBeNull();
  });
});
