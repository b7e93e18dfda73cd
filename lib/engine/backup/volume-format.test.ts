import { expect, test } from 'vitest';
import { IDENTITY_KEY, POSITION_KEY } from '../database/database-metadata.ts';
import { compress } from '../link/compression.ts';
import { entriesOf, NodeChunk, type NodeEntry } from './volume-format.ts';

const bodyOf = (...entries: NodeEntry[]) => {
  const chunk = new NodeChunk();
  for (const entry of entries) chunk.add(entry);
  return chunk.take();
};
const NODE: NodeEntry = { kind: 'set', key: Buffer.from('A'), value: Buffer.from('value') };

test('entries come out as they went in', () => {
  const entries: NodeEntry[] = [NODE, { kind: 'remove', key: Buffer.from('B') }, { kind: 'clear', key: Buffer.from('C') }];
  expect([...entriesOf(bodyOf(...entries))]).toEqual(entries);
});

test.each<[string, NodeEntry]>([
  ['who the database is', { kind: 'set', key: IDENTITY_KEY, value: Buffer.from('{}') }],
  ['where it stands', { kind: 'set', key: POSITION_KEY, value: Buffer.from('{}') }],
  ['its identity away', { kind: 'remove', key: IDENTITY_KEY }],
  ['nothing', { kind: 'clear', key: Buffer.alloc(0) }],
])('a made-up entry that says %s is damage', (_, entry) => {
  expect(() => [...entriesOf(bodyOf(NODE, entry))]).toThrow(RangeError);
});

test.each([
  ['a node that ends behind its chunk', [1, 1, 0, 255, 0, 0, 0, 65]],
  ['a key that ends behind its chunk', [2, 9, 0, 65]],
  ['half a head', [1, 1]],
  ['no entry', [7, 0, 0]],
])('%s is damage', (_, bytes) => {
  expect(() => [...entriesOf(compress('none', Buffer.from(bytes)))]).toThrow(RangeError);
});
