import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeKey, encodeKey, KEY_BYTES_MAX, subtreeRange } from './collation.ts';
import { isCanonicNumber, parseDecimal } from './decimal.ts';
import type { Subscript } from './reference-text.ts';
import { encodeText } from './text.ts';

const keyOf = (name: string, subscripts: readonly Subscript[]): Buffer => {
  const outcome = encodeKey(name, subscripts);
  if (!outcome.ok) throw new Error(`refused ${outcome.refusal.code} ${outcome.refusal.args[0]}`);
  return outcome.value;
};

/** Text of any kind: lone surrogates, NUL, astral characters, things that look like numbers. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc
    .array(fc.constantFrom('\u0000', '\u0001', '\u0002', 'a', '0', '\ud800', '\udfff', '中', '\u{1f600}', '\ud7ff', '.', '-'), {
      minLength: 1,
      maxLength: 8,
    })
    .map((parts) => parts.join('')),
  fc.constantFrom('05', '1.0', '-0', '-', '.', '1E3', '+5', ' 5', '00', '0.5', '1.', '9223372036854775808', '1234567890123456789012'),
);
const number = fc.oneof(
  fc.integer().map(String),
  fc.maxSafeInteger(),
  fc.integer({ min: -1100, max: 1100 }),
  fc
    .tuple(fc.bigInt({ min: -9223372036854775807n, max: 9223372036854775807n }), fc.integer({ min: -60, max: 40 }))
    .map(([mantissa, exponent]) => canonic(mantissa, exponent)),
  fc
    .tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -6, max: 6 }))
    .map(([mantissa, exponent]) => canonic(BigInt(mantissa), exponent)),
);
const subscript: fc.Arbitrary<Subscript> = fc.oneof(number, text);

/** Written independently of decimal.ts: shift the point in the digits. */
function canonic(mantissa: bigint, exponent: number): string {
  if (mantissa === 0n) return '0';
  const digits = (mantissa < 0n ? -mantissa : mantissa).toString();
  const padded = exponent < 0 ? digits.padStart(1 - exponent, '0') : digits + '0'.repeat(exponent);
  const integer = (exponent < 0 ? padded.slice(0, exponent) : padded).replace(/^0+/, '');
  const fraction = exponent < 0 ? padded.slice(exponent).replace(/0+$/, '') : '';
  return (mantissa < 0n ? '-' : '') + integer + (fraction ? `.${fraction}` : '');
}

/** Reference comparator: scaled BigInts for numbers, bytes for strings, and a shorter list first. */
function compareSubscripts(left: readonly Subscript[], right: readonly Subscript[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareSubscript(String(left[index]), String(right[index]));
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
function compareSubscript(left: string, right: string): number {
  const [isLeftNumber, isRightNumber] = [isCanonicNumber(left), isCanonicNumber(right)];
  if (isLeftNumber !== isRightNumber) return isLeftNumber ? -1 : 1;
  if (!isLeftNumber) return encodeText(left).compare(encodeText(right));
  const scaled = (value: string) => {
    const [integer, fraction = ''] = value.replace('-', '').split('.');
    const magnitude = BigInt((integer || '0') + fraction.padEnd(200, '0'));
    return value.startsWith('-') ? -magnitude : magnitude;
  };
  const difference = scaled(left) - scaled(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

describe('collation', () => {
  it('orders keys as the references are ordered', () => {
    fc.assert(
      fc.property(fc.array(subscript, { maxLength: 3 }), fc.array(subscript, { maxLength: 3 }), (left, right) => {
        expect(Math.sign(keyOf('Person', left).compare(keyOf('Person', right)))).toBe(Math.sign(compareSubscripts(left, right)));
      }),
      { numRuns: 5000 },
    );
  });

  it('gives back every reference, numbers as canonical text', () => {
    fc.assert(
      fc.property(fc.array(subscript, { maxLength: 4 }), (subscripts) => {
        expect(decodeKey(keyOf('Person', subscripts))).toEqual({ name: 'Person', subscripts: subscripts.map(String) });
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps exactly the descendants in the range of a subtree', () => {
    fc.assert(
      fc.property(fc.array(subscript, { maxLength: 2 }), fc.array(subscript, { maxLength: 4 }), fc.boolean(), (node, other, isBelow) => {
        const candidate = isBelow ? [...node, ...other] : other;
        const { start, end } = subtreeRange(keyOf('Person', node));
        const key = keyOf('Person', candidate);
        const isInside = key.compare(start) >= 0 && key.compare(end) < 0;
        expect(isInside).toBe(node.every((part, index) => candidate[index] !== undefined && String(candidate[index]) === String(part)));
      }),
      { numRuns: 3000 },
    );
  });

  it('gives a number and its text one key, however many digits', () => {
    const round = fc
      .tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 15 }))
      .map(([value, zeros]) => Math.trunc(value / 10 ** zeros) * 10 ** zeros);
    fc.assert(
      fc.property(round, (value) => keyOf('A', [value]).equals(keyOf('A', [String(value)]))),
      { numRuns: 2000, examples: [[5_000_000_000_000_000], [-1_200_000_000_000_000]] },
    );
  });

  it.each([
    [5, '5', true],
    [5, '05', false],
    [1, '1.0', false],
    [0, '-0', false],
    [-0, '0', true],
    [0.5, '.5', true],
    [0.5, '0.5', false],
    [1e21, '1000000000000000000000', true],
    [1e-7, '.0000001', true],
  ])('%s and "%s" are one node: %s', (value, written, isSame) => {
    expect(keyOf('A', [value]).equals(keyOf('A', [written]))).toBe(isSame);
  });

  it('keeps globals apart whose names begin alike', () => {
    const keys = [keyOf('A', []), keyOf('A', ['zzz']), keyOf('A.B', []), keyOf('AB', [1]), keyOf('Ab', [])];
    expect([...keys].reverse().sort(Buffer.compare)).toEqual(keys);
  });

  it.each(['', '1A', 'A-B', 'A.', '.A', 'A..B', 'A B', '^A', 'a'.repeat(32), '_A'])('refuses the name "%s"', (name) => {
    expect(encodeKey(name, [])).toMatchObject({ ok: false, refusal: { code: '<SYNTAX>' } });
  });
  it.each(['%', '%SYS', 'Person', 'a1', 'Sample.PersonD', '%Library.x9', '中文'])('takes the name "%s"', (name) => {
    expect(decodeKey(keyOf(name, [1]))).toEqual({ name, subscripts: ['1'] });
  });

  it('refuses an empty subscript, and numbers that are none', () => {
    for (const bad of ['', Number.NaN, Number.POSITIVE_INFINITY, 1e300, 1e-300])
      expect(encodeKey('A', [1, bad])).toMatchObject({ ok: false, refusal: { code: '<SUBSCRIPT>' } });
  });

  it('takes a key of the full length and refuses one byte more', () => {
    const room = KEY_BYTES_MAX - 'A\0'.length - 2;
    expect(keyOf('A', ['x'.repeat(room)]).length).toBe(KEY_BYTES_MAX);
    expect(encodeKey('A', ['x'.repeat(room + 1)])).toMatchObject({ ok: false, refusal: { code: '<SUBSCRIPT>' } });
    expect(encodeKey('A', ['\u0000'.repeat(400)])).toMatchObject({ ok: false, refusal: { code: '<SUBSCRIPT>' } });
    expect(encodeKey('A', ['中'.repeat(511)])).toMatchObject({ ok: false, refusal: { code: '<SUBSCRIPT>' } });
    expect(
      encodeKey(
        'A',
        Array.from({ length: 400 }, () => 'ab'),
      ),
    ).toMatchObject({ ok: false, refusal: { code: '<SUBSCRIPT>' } });
  });

  it('agrees with the parser of numbers about what is canonical', () => {
    fc.assert(fc.property(number, (value) => isCanonicNumber(String(value)) === true && parseDecimal(String(value)) !== null));
  });
});

it.each([
  ['no name', Buffer.from('Person')],
  ['nothing before its end', Buffer.from('\0\x12')],
  ['a subscript of no kind', Buffer.from('Person\0\x30\x31')],
  ['a string without an end', Buffer.from('Person\0\x20ab')],
  ['a number without an end', Buffer.from('Person\0\x14\x01\x0b')],
])('bytes with %s are no key, and say so', (_what, bytes) => {
  expect(() => decodeKey(bytes)).toThrow(/^the key of a node has no (name|end)$/);
});
