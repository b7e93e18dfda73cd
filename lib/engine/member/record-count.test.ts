import { expect, test } from 'vitest';
import { BLOCK_HEADER_BYTES, sealBlock } from '../journal/block.ts';
import { RecordCount } from './record-count.ts';

const LENGTH = BLOCK_HEADER_BYTES + 8;
function block(offset: number, recordCount: number) {
  const bytes = Buffer.alloc(LENGTH);
  sealBlock(bytes, { offset, recordCount, timeMs: 0 });
  return { fileCount: 3, offset, bytes, end: { fileCount: 3, offset: offset + LENGTH } };
}

test('what lies behind a position, exactly between blocks, and never too few within one', () => {
  const count = new RecordCount();
  expect(count.behind({ fileCount: 3, offset: 0 })).toBeNull();
  for (const [index, records] of [5, 1, 7].entries()) count.wrote(block(100 + index * LENGTH, records));
  expect(count.behind({ fileCount: 3, offset: 100 })).toBe(13);
  expect(count.behind({ fileCount: 3, offset: 100 + LENGTH })).toBe(8);
  expect(count.behind({ fileCount: 3, offset: 101 + LENGTH })).toBe(8);
  expect(count.behind({ fileCount: 3, offset: 100 + 3 * LENGTH })).toBe(0);
  expect(count.behind({ fileCount: 4, offset: 0 })).toBe(0);
  expect(count.behind({ fileCount: 3, offset: 99 })).toBeNull();
});

test('it remembers a part of the positions only, and says never too few', () => {
  const count = new RecordCount();
  for (let index = 0; index < 20_000; index += 1) count.wrote(block(index * LENGTH, 1));
  for (const index of [0, 1, 777, 12_345, 19_998, 19_999]) {
    const said = count.behind({ fileCount: 3, offset: index * LENGTH }) ?? 0;
    expect(said).toBeGreaterThanOrEqual(20_000 - index);
    expect(said).toBeLessThanOrEqual(20_000 - index + 16);
  }
});
