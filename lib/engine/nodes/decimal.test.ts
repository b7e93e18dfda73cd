import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDecimals, formatDecimal, isCanonicNumber, parseDecimal } from './decimal.ts';

const plus = (text: string) => {
  const decimal = parseDecimal(text);
  return decimal && formatDecimal(decimal);
};

describe('decimal', () => {
  it.each([
    ['12abc', '12'],
    ['', '0'],
    ['abc', '0'],
    ['-', '0'],
    ['-0', '0'],
    ['--5', '5'],
    ['+-+5.50', '-5.5'],
    ['007', '7'],
    ['.5', '.5'],
    ['-0.50', '-.5'],
    ['1E3', '1000'],
    ['1e-3x', '.001'],
    ['12.', '12'],
    ['1.2.3', '1.2'],
    ['9223372036854775807', '9223372036854775807'],
    ['9223372036854775808', '9223372036854775810'],
    ['1E-200', '0'],
    ['1E400', null],
  ])('reads "%s" as %s', (text, number) => expect(plus(text)).toBe(number));

  it.each([
    ['.1', '.2', '.3'],
    ['', '1', '1'],
    ['999999999999999', '1', '1000000000000000'],
    ['-1', '.5', '-.5'],
    ['123456789012345.678', '.001', '123456789012345.679'],
    ['5', '-5', '0'],
    ['1E140', '1', `1${'0'.repeat(140)}`],
    ['9E145', '9E145', null],
  ])('adds %s and %s to %s', (left, right, sum) => expect(addDecimals(left, right)).toBe(sum));

  it('adds exactly and answers canonical numbers', () => {
    const cents = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
    fc.assert(
      fc.property(cents, cents, (left, right) => {
        const text = (value: number) => formatDecimal({ mantissa: BigInt(value), exponent: -3 });
        const sum = addDecimals(text(left), text(right)) as string;
        expect(isCanonicNumber(sum)).toBe(true);
        expect(plus(text(left + right))).toBe(sum);
      }),
    );
  });
});
