/**
 * Numbers as IRIS sees them: exact decimals of 18 to 19 digits, and the text that is their canonical form.
 *
 * A decimal is `mantissa × 10^exponent` with |mantissa| ≤ 9223372036854775807 and -128 ≤ exponent ≤ 127.
 * No value goes through a double, so .1+.2 is .3. Results that need more digits are rounded half away from zero.
 */
const MANTISSA_MAX = 9223372036854775807n;
const EXPONENT_MIN = -128;
const EXPONENT_MAX = 127;
const CANONIC = /^-?(?:[1-9]\d*(?:\.\d*[1-9])?|\.\d*[1-9])$/;
/** Digits a double holds exactly; below it the number type may add for us. */
const SAFE_DIGITS = 15;

export interface Decimal {
  /** Carries the sign. Without trailing zeros, or 0. */
  readonly mantissa: bigint;
  readonly exponent: number;
}
const ZERO: Decimal = { mantissa: 0n, exponent: 0 };

/** True when `text` is exactly what IRIS prints for some number: "5", "-.5", "1000"; not "05", "1.0", "-0", "1E3", "". */
export function isCanonicNumber(text: string): boolean {
  if (text === '0') return true;
  if (!CANONIC.test(text)) return false;
  if (text.length <= 18) return true;
  const { mantissa, exponent } = exactDecimal(text);
  return (mantissa < 0n ? -mantissa : mantissa) <= MANTISSA_MAX && fits(mantissa, exponent);
}

/**
 * The number that `text` begins with: "12abc" is 12, "" and "abc" are 0, "1E3" is 1000, "--5" is 5. Null when it is too large to be a
 * number.
 */
export function parseDecimal(text: string): Decimal | null {
  const match = /^([+-]*)(\d*)(?:\.(\d*))?/.exec(text) as RegExpExecArray;
  const integer = match[2] as string;
  const fraction = match[3] ?? '';
  if (integer === '' && fraction === '') return ZERO;
  const power = /^[Ee]([+-]?\d+)/.exec(text.slice(match[0].length));
  const isNegative = ((match[1] as string).split('-').length - 1) % 2 === 1;
  const digits = BigInt(integer + fraction);
  return normalise(isNegative ? -digits : digits, (power ? Number(power[1]) : 0) - fraction.length);
}

/** Canonical text: ".3", "-1.5", "1000", "0". */
export function formatDecimal({ mantissa, exponent }: Decimal): string {
  const sign = mantissa < 0n ? '-' : '';
  const digits = (mantissa < 0n ? -mantissa : mantissa).toString();
  if (exponent >= 0) return sign + digits + '0'.repeat(mantissa === 0n ? 0 : exponent);
  const point = digits.length + exponent;
  if (point <= 0) return `${sign}.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Canonical text of a JavaScript number; null for NaN, an infinity, or a number outside IRIS's range. */
export function canonicOfNumber(value: number): string | null {
  if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
  if (!Number.isFinite(value)) return null;
  const decimal = parseDecimal(String(value));
  return decimal && decimal.mantissa !== 0n ? formatDecimal(decimal) : null;
}

/** Canonical text of the sum of two texts as numbers, exact; null when the sum is too large to be a number. */
export function addDecimals(left: string, right: string): string | null {
  if (left.length <= SAFE_DIGITS && right.length <= SAFE_DIGITS && isPlainInteger(left) && isPlainInteger(right))
    return String(Number(left) + Number(right));
  const one = parseDecimal(left);
  const other = parseDecimal(right);
  if (!one || !other) return null;
  const exponent = Math.min(one.exponent, other.exponent);
  const sum = one.mantissa * 10n ** BigInt(one.exponent - exponent) + other.mantissa * 10n ** BigInt(other.exponent - exponent);
  const result = normalise(sum, exponent);
  return result && formatDecimal(result);
}

const isPlainInteger = (text: string) => text === '0' || /^-?[1-9]\d*$/.test(text);

/** A text already known to look canonical, without rounding. */
function exactDecimal(text: string): Decimal {
  const point = text.indexOf('.');
  if (point >= 0) return { mantissa: BigInt(text.slice(0, point) + text.slice(point + 1)), exponent: point + 1 - text.length };
  const zeros = (/0*$/.exec(text) as RegExpExecArray)[0].length;
  return { mantissa: BigInt(text.slice(0, text.length - zeros)), exponent: zeros };
}

/** True when trailing zeros can be moved between mantissa and exponent so that both are in range. */
function fits(mantissa: bigint, exponent: number): boolean {
  if (exponent < EXPONENT_MIN) return false;
  if (exponent <= EXPONENT_MAX) return true;
  const widened = (mantissa < 0n ? -mantissa : mantissa) * 10n ** BigInt(Math.min(exponent - EXPONENT_MAX, 40));
  return widened <= MANTISSA_MAX;
}

function normalise(mantissa: bigint, exponent: number): Decimal | null {
  if (mantissa === 0n) return ZERO;
  const isNegative = mantissa < 0n;
  let digits = isNegative ? -mantissa : mantissa;
  let power = exponent;
  const excess = Math.max(digits.toString().length - 19, EXPONENT_MIN - power, 0);
  if (excess > 400) return power > 0 ? null : ZERO;
  if (excess > 0) {
    digits = roundedQuotient(digits, excess);
    power += excess;
  }
  while (digits > MANTISSA_MAX) {
    digits = roundedQuotient(digits, 1);
    power += 1;
  }
  if (digits === 0n) return ZERO;
  while (digits % 10n === 0n) {
    digits /= 10n;
    power += 1;
  }
  if (!fits(digits, power)) return null;
  return { mantissa: isNegative ? -digits : digits, exponent: power };
}

function roundedQuotient(digits: bigint, places: number): bigint {
  const divisor = 10n ** BigInt(places);
  return (digits + divisor / 2n) / divisor;
}
