import { expect, test } from 'vitest';
import { packNodes, unpackNodes } from './download-protocol.ts';

const chunks = ['first', 'second', 'third'].map((text) => Buffer.from(text));
function packed(): Buffer[] {
  let previous = 0;
  return chunks.map((chunk) => {
    const { body, checksum } = packNodes(chunk, previous);
    previous = checksum;
    return body;
  });
}
/** How many frames are taken before one is not. */
function taken(bodies: readonly Buffer[]): number {
  let previous = 0;
  for (const [index, body] of bodies.entries()) {
    const unpacked = unpackNodes(body, previous);
    if (!unpacked) return index;
    expect(unpacked.chunk.toString()).toBe(chunks[index]?.toString());
    previous = unpacked.checksum;
  }
  return bodies.length;
}

test('frames in their order are taken', () => {
  expect(taken(packed())).toBe(3);
});

test('a frame with one changed bit, one that is missing, one that is repeated and one that is cut are found', () => {
  const changed = packed();
  (changed[1] as Buffer)[6] = ((changed[1] as Buffer)[6] as number) ^ 1;
  expect(taken(changed)).toBe(1);
  const [first, second, third] = packed() as [Buffer, Buffer, Buffer];
  expect(taken([first, third])).toBe(1);
  expect(taken([first, first])).toBe(1);
  expect(taken([first, second.subarray(0, 8)])).toBe(1);
  expect(taken([first, second.subarray(0, 2)])).toBe(1);
});
