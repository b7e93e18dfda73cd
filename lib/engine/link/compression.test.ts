import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { chooseCompression, type CompressionKind, compress, decompress } from './compression.ts';
import { FRAME_BYTES_MAX } from './frame.ts';

const kinds: CompressionKind[] = ['none', 'zlib', 'zstd', 'lz4'];
const records = Buffer.from(Array.from({ length: 2000 }, (_, index) => `^ORDER(${index},"line")=${index * 7}|open|2022-08-01;`).join(''));

describe.each(kinds)('%s', (kind) => {
  test.each([0, 1, 511, 512, 513, 70_000, records.length])('brings back %i bytes', (size) => {
    const raw = records.subarray(0, size);
    expect(decompress(compress(kind, raw)).equals(raw)).toBe(true);
  });

  test('sends bytes that do not shrink as they are', () => {
    const raw = createHash('shake256', { outputLength: 10_000 }).update('no pattern').digest();
    const packed = compress(kind, raw);
    expect(packed.length).toBe(raw.length + 5);
    expect(decompress(packed).equals(raw)).toBe(true);
  });

  test('leaves a small body raw and makes a large one smaller', () => {
    expect(compress(kind, records.subarray(0, 512))[0]).toBe(0);
    if (kind !== 'none') expect(compress(kind, records).length).toBeLessThan(records.length / 2);
  });

  test('refuses a damaged, a cut and a wrongly announced body', () => {
    const packed = compress(kind, records);
    expect(() => decompress(packed.subarray(0, packed.length - 20))).toThrow(RangeError);
    const announced = Buffer.from(packed);
    announced.writeUInt32LE(records.length - 1, 1);
    expect(() => decompress(announced)).toThrow(RangeError);
    announced.writeUInt32LE(records.length + 1, 1);
    expect(() => decompress(announced)).toThrow(RangeError);
    announced.writeUInt32LE(FRAME_BYTES_MAX + 1, 1);
    expect(() => decompress(announced)).toThrow(/exceeds/);
  });
});

test('refuses a kind that nobody sends and a body without a header', () => {
  expect(() => decompress(Buffer.from([9, 0, 0, 0, 0]))).toThrow(/compression 9 is unknown/);
  expect(() => decompress(Buffer.alloc(4))).toThrow(RangeError);
});

test.each([
  ['system-selected', true, 'failover', 'lz4'],
  ['system-selected', false, 'failover', 'none'],
  ['system-selected', true, 'disaster-recovery', 'zstd'],
  ['system-selected', false, 'read-only-reporting', 'zstd'],
  ['uncompressed', true, 'failover', 'none'],
  ['compressed', false, 'failover', 'zlib'],
  ['compressed', true, 'disaster-recovery', 'zlib'],
] as const)('%s, TLS %s, to %s: %s', (mode, useTls, memberKind, kind) => {
  expect(chooseCompression({ mode, type: 'zlib' }, { useTls, memberKind })).toBe(kind);
});
