import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBlock, recordsOf, sealBlock, BLOCK_HEADER_BYTES } from './block.ts';
import { decodeHeader, encodeHeader, HEADER_BYTES, type JournalHeader } from './header.ts';
import { type JournalRecord, readRecord, recordBytes, recordTypes, writeRecord } from './record.ts';

const bytes = fc.uint8Array({ maxLength: 200 }).map((value) => Buffer.from(value));
const record: fc.Arbitrary<JournalRecord> = fc.record({
  type: fc.constantFrom(...recordTypes),
  inTransaction: fc.boolean(),
  job: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  database: fc.integer({ min: 0, max: 65535 }),
  key: fc.oneof(
    bytes,
    fc.uint8Array({ minLength: 511, maxLength: 511 }).map((value) => Buffer.from(value)),
  ),
  value: fc.option(bytes, { nil: undefined }),
  oldValue: fc.option(bytes, { nil: undefined }),
});

function blockOf(records: readonly JournalRecord[], offset: number): Buffer {
  const block = Buffer.alloc(records.reduce((sum, one) => sum + recordBytes(one), BLOCK_HEADER_BYTES));
  let at = BLOCK_HEADER_BYTES;
  for (const one of records) at = writeRecord(one, block, at);
  sealBlock(block, { offset, recordCount: records.length, timeMs: 1_700_000_000_123.5 });
  return block;
}
const header: JournalHeader = {
  fileGuid: 'F',
  fileCount: 7,
  mirror: { guid: 'M', name: 'APRIL' },
  creatorGuid: 'C',
  createdAtMs: 1,
  previous: { guid: 'P', name: 'MIRROR-APRIL-20261121.006', end: 200_088 },
  minTransaction: { fileCount: 6, offset: 9000 },
  epoch: 3,
  sizeBytesMax: 2 ** 30,
};

describe('record', () => {
  it('gives back what was written, an absent value distinct from an empty one', () => {
    fc.assert(
      fc.property(record, fc.nat({ max: 20 }), (one, offset) => {
        const target = Buffer.alloc(offset + recordBytes(one));
        expect(writeRecord(one, target, offset)).toBe(target.length);
        expect(readRecord(target, offset)).toEqual({ record: one, end: target.length });
      }),
    );
  });
  it('refuses bytes that are no record', () => expect(() => readRecord(Buffer.alloc(40), 0)).toThrow(/no journal record/));
});

describe('block', () => {
  it('gives back its records with their addresses', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), fc.constantFrom(8192, 2 ** 32 + 17), (records, offset) => {
        const block = decodeBlock(Buffer.concat([blockOf(records, offset), Buffer.alloc(9)]), offset);
        if (block === 'torn') throw new Error('torn');
        const read = [...recordsOf(block)];
        expect(read.map((one) => one.record)).toEqual(records);
        expect(read[0]?.address).toBe(offset + BLOCK_HEADER_BYTES);
        expect(block.end).toBe(offset + block.bytes.length);
        expect(block.timeMs).toBe(1_700_000_000_123.5);
      }),
    );
  });

  const sample: JournalRecord = {
    type: 'set',
    inTransaction: false,
    job: 1,
    database: 1,
    key: Buffer.from('A\0'),
    value: Buffer.from('v'),
    oldValue: undefined,
  };
  it('is torn when any bit is wrong, any byte is missing, or it lies elsewhere', () => {
    const block = blockOf([sample], 8192);
    for (let bit = 0; bit < block.length * 8; bit++) {
      const damaged = Buffer.from(block);
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(decodeBlock(damaged, 8192), `bit ${bit}`).toBe('torn');
    }
    for (let length = 0; length < block.length; length++)
      expect(decodeBlock(block.subarray(0, length), 8192), `length ${length}`).toBe('torn');
    expect(decodeBlock(block, 8193)).toBe('torn');
    expect(decodeBlock(Buffer.alloc(100), 8192)).toBe('torn');
  });
});

describe('header', () => {
  it('fills its bytes and comes back', () => {
    expect(encodeHeader(header).length).toBe(HEADER_BYTES);
    expect(decodeHeader(encodeHeader(header))).toEqual(header);
  });
  it('is none when a byte is wrong or missing', () => {
    const encoded = encodeHeader(header);
    for (const at of [0, 8, 12, 16, 60, HEADER_BYTES - 1]) {
      const damaged = Buffer.from(encoded);
      damaged[at] = (damaged[at] as number) ^ 1;
      expect(decodeHeader(damaged), `byte ${at}`).toBeNull();
    }
    expect(decodeHeader(encoded.subarray(1))).toBeNull();
  });
  it.each([
    { epoch: '3' },
    { epoch: -1 },
    { epoch: 2 ** 50 },
    { fileCount: 0 },
    { fileCount: 1.5 },
    { mirror: { guid: 'M' } },
    { previous: { guid: 'P', name: 'N', end: -1 } },
    { minTransaction: {} },
    { fileGuid: null },
  ])('is none when it says what no writer says, whatever its checksum: %j', (part) => {
    expect(decodeHeader(encodeHeader(Object.assign({ ...header }, part)))).toBeNull();
  });
});
