/**
 * IRIS standard collation as bytes: a global reference becomes a key, and comparing keys byte by byte is comparing references.
 *
 * Key: the name, 0x00, then each subscript one after the other. No subscript's bytes are the beginning of another's, so
 * the keys that begin with a node's key are exactly its descendants, and they lie together right behind it.
 *
 * | first byte | subscript                    | what follows                                                          |
 * |------------|------------------------------|-----------------------------------------------------------------------|
 * | 10, 11     | number ≤ -1, number in -1..0 | as below with every byte inverted, so that larger magnitudes come first |
 * | 12         | zero                         | nothing                                                               |
 * | 13, 14     | number in 0..1, number ≥ 1   | decimal exponent, then pairs of digits plus one, then 00                |
 * | 20         | string                       | UTF-8 bytes with 00 and 01 written as 01 01 and 01 02, then 00            |
 *
 * A string that is a number's canonical form is that number: "5" and 5 are one node, "05" is a string.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { canonicOfNumber, isCanonicNumber } from './decimal.ts';
import { formatReference, isGlobalName, type Subscript } from './reference-text.ts';
import { decodeText, encodeText } from './text.ts';

/** What an encoded reference may be long: IRIS's own limit, and well within the store's. */
export const KEY_BYTES_MAX = 511;

const NEGATIVE_LARGE = 0x10;
const NEGATIVE_SMALL = 0x11;
const ZERO = 0x12;
const POSITIVE_SMALL = 0x13;
const POSITIVE_LARGE = 0x14;
const STRING = 0x20;
/** Greater than any byte that can follow a complete subscript, so that key + this byte closes the node's descendants. */
const AFTER_DESCENDANTS = 0xff;
/** Moves the exponent of a number in 0..1 (-127…0) to 1…128. */
const SMALL_EXPONENT_BIAS = 128;

/** Room for one subscript that is longer than allowed: its characters are checked before its bytes are written. */
const scratch = Buffer.alloc(8 * KEY_BYTES_MAX);
const namePrefixes = new Map<string, Buffer>();
const NAME_PREFIXES_MAX = 10_000;

/**
 * The key of a reference: a fresh Buffer of at most `KEY_BYTES_MAX` bytes. Refuses a name that is none (<SYNTAX>), an empty subscript and a
 * key that is too long (<SUBSCRIPT>).
 */
export function encodeKey(name: string, subscripts: readonly Subscript[]): Outcome<Buffer> {
  let prefix = namePrefixes.get(name);
  if (prefix === undefined) {
    if (!isGlobalName(name)) return refused('<SYNTAX>', [`^${name}`]);
    prefix = encodeName(name);
  }
  let end = prefix.length;
  for (let index = 0; index < end; index++) scratch[index] = prefix[index] as number;
  for (let index = 0; index < subscripts.length; index++) {
    end = writeSubscript(subscripts[index] as Subscript, end);
    if (end < 0 || end > KEY_BYTES_MAX) return refused('<SUBSCRIPT>', [formatReference({ name, subscripts })]);
  }
  const key = Buffer.allocUnsafe(end);
  scratch.copy(key, 0, 0, end);
  return accepted(key);
}

/** The reference of a key made by `encodeKey`. Numbers come back as their canonical text. Throws a sentence for any other key. */
export function decodeKey(key: Buffer): { name: string; subscripts: string[] } {
  const nameEnd = key.indexOf(0);
  if (nameEnd <= 0) throw new Error('the key of a node has no name');
  const subscripts: string[] = [];
  for (let offset = nameEnd + 1; offset < key.length; ) {
    const end = subscriptEnd(key, offset);
    subscripts.push(decodeSubscript(key, offset, end));
    offset = end;
  }
  return { name: key.toString('utf8', 0, nameEnd), subscripts };
}

/** Where the node itself and all its descendants are: start inclusive (the node's own key), end exclusive. */
export function subtreeRange(key: Buffer): { start: Buffer; end: Buffer } {
  const end = Buffer.allocUnsafe(key.length + 1);
  key.copy(end);
  end[key.length] = AFTER_DESCENDANTS;
  return { start: key, end };
}

/** True when `key` is a strict descendant of the node at `ancestor`. */
export const isDescendantKey = (key: Buffer, ancestor: Buffer) =>
  key.length > ancestor.length && key.compare(ancestor, 0, ancestor.length, 0, ancestor.length) === 0;

/** The key of the child of `parent` above the descendant `key`: one subscript longer than `parent`. */
export const childKey = (key: Buffer, parent: Buffer) => key.subarray(0, subscriptEnd(key, parent.length));

/** The key of the global's own node, for any key of that global. */
export const globalKey = (key: Buffer) => key.subarray(0, key.indexOf(0) + 1);

function encodeName(name: string): Buffer {
  if (namePrefixes.size >= NAME_PREFIXES_MAX) namePrefixes.clear();
  const prefix = Buffer.from(`${name}\0`, 'utf8');
  namePrefixes.set(name, prefix);
  return prefix;
}

/** Writes at `offset` of the scratch and returns the end, or -1 when the subscript is not allowed. */
function writeSubscript(subscript: Subscript, offset: number): number {
  if (typeof subscript === 'number') {
    if (Number.isSafeInteger(subscript)) return writeInteger(subscript, offset);
    const text = canonicOfNumber(subscript);
    return text === null ? -1 : writeNumber(text, offset);
  }
  const length = subscript.length;
  if (length === 0 || length > KEY_BYTES_MAX) return -1;
  const first = subscript.charCodeAt(0);
  // Only these can begin a canonical number: minus, point, digits.
  if (first <= 57 && (first >= 48 || first === 45 || first === 46) && isCanonicNumber(subscript)) return writeNumber(subscript, offset);
  return writeString(subscript, offset);
}

function writeInteger(value: number, offset: number): number {
  if (value === 0) {
    scratch[offset] = ZERO;
    return offset + 1;
  }
  let magnitude = value < 0 ? -value : value;
  let digitCount = 1;
  for (let limit = 10; magnitude >= limit; limit *= 10) digitCount++;
  let end = offset + 2;
  // The first digit stands left in its pair, so an odd count needs one zero behind.
  const pairCount = (digitCount + 1) >> 1;
  let isTail = true;
  if (digitCount & 1) magnitude *= 10;
  // Filled from the last pair to the first; zero pairs at the tail carry nothing and are dropped.
  let kept = 0;
  for (let pair = pairCount - 1; pair >= 0; pair--) {
    const rest = Math.floor(magnitude / 100);
    const two = magnitude - rest * 100;
    magnitude = rest;
    if (isTail && two === 0) continue;
    if (isTail) kept = pair + 1;
    isTail = false;
    scratch[end + pair] = two + 1;
  }
  end += kept;
  scratch[offset] = POSITIVE_LARGE;
  scratch[offset + 1] = digitCount;
  scratch[end] = 0;
  if (value < 0) invertNumber(offset, end, NEGATIVE_LARGE);
  return end + 1;
}

/** `text` is canonical. */
function writeNumber(text: string, offset: number): number {
  if (text.length <= 15 && text.indexOf('.') < 0) return writeInteger(Number(text), offset);
  const isNegative = text.charCodeAt(0) === 45;
  const unsigned = isNegative ? text.slice(1) : text;
  const point = unsigned.indexOf('.');
  const integer = point < 0 ? unsigned : unsigned.slice(0, point);
  const fraction = point < 0 ? '' : unsigned.slice(point + 1);
  let digits = integer + fraction;
  let exponent = integer.length;
  if (exponent === 0) {
    const zeros = (/^0*/.exec(fraction) as RegExpExecArray)[0].length;
    digits = fraction.slice(zeros);
    exponent = -zeros;
  } else if (point < 0) digits = digits.replace(/0+$/, '');
  scratch[offset] = exponent > 0 ? POSITIVE_LARGE : POSITIVE_SMALL;
  scratch[offset + 1] = exponent > 0 ? exponent : exponent + SMALL_EXPONENT_BIAS;
  let end = offset + 2;
  for (let index = 0; index < digits.length; index += 2) {
    const right = index + 1 < digits.length ? digits.charCodeAt(index + 1) - 48 : 0;
    scratch[end++] = (digits.charCodeAt(index) - 48) * 10 + right + 1;
  }
  scratch[end] = 0;
  if (isNegative) invertNumber(offset, end, exponent > 0 ? NEGATIVE_LARGE : NEGATIVE_SMALL);
  return end + 1;
}

function invertNumber(offset: number, end: number, tag: number): void {
  scratch[offset] = tag;
  for (let index = offset + 1; index <= end; index++) scratch[index] = ~(scratch[index] as number);
}

function writeString(text: string, offset: number): number {
  scratch[offset] = STRING;
  let end = offset + 1;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 2 || unit > 127) return writeBytes(encodeText(text), offset);
    scratch[end++] = unit;
  }
  scratch[end] = 0;
  return end + 1;
}

function writeBytes(bytes: Buffer, offset: number): number {
  let end = offset + 1;
  for (const byte of bytes) {
    if (byte < 2) {
      scratch[end++] = 1;
      scratch[end++] = byte + 1;
    } else scratch[end++] = byte;
  }
  scratch[end] = 0;
  return end + 1;
}

/** Throws where no subscript of this encoding begins. */
function subscriptEnd(key: Buffer, offset: number): number {
  const tag = key[offset];
  if (tag === ZERO) return offset + 1;
  const isNegative = tag === NEGATIVE_LARGE || tag === NEGATIVE_SMALL;
  // A number's exponent byte may be of any value, its terminator is searched behind it.
  const end = tag === STRING ? key.indexOf(0, offset + 1) : key.indexOf(isNegative ? 0xff : 0, offset + 2);
  if (end < 0) throw new Error('the key of a node has no end');
  return end + 1;
}

function decodeSubscript(key: Buffer, offset: number, end: number): string {
  const tag = key[offset] as number;
  if (tag === ZERO) return '0';
  if (tag !== STRING) return decodeNumber(key, offset, end);
  const bytes = key.subarray(offset + 1, end - 1);
  if (!bytes.includes(1)) return decodeText(bytes);
  const plain: number[] = [];
  for (let index = 0; index < bytes.length; index++)
    plain.push(bytes[index] === 1 ? (bytes[++index] as number) - 1 : (bytes[index] as number));
  return decodeText(Buffer.from(plain));
}

function decodeNumber(key: Buffer, offset: number, end: number): string {
  const tag = key[offset] as number;
  const isNegative = tag === NEGATIVE_LARGE || tag === NEGATIVE_SMALL;
  const mask = isNegative ? 0xff : 0;
  const isLarge = tag === NEGATIVE_LARGE || tag === POSITIVE_LARGE;
  const exponent = ((key[offset + 1] as number) ^ mask) - (isLarge ? 0 : SMALL_EXPONENT_BIAS);
  let digits = '';
  for (let index = offset + 2; index < end - 1; index++) digits += String(((key[index] as number) ^ mask) - 1).padStart(2, '0');
  if (digits.endsWith('0')) digits = digits.slice(0, -1);
  const sign = isNegative ? '-' : '';
  if (exponent <= 0) return `${sign}.${'0'.repeat(-exponent)}${digits}`;
  if (digits.length <= exponent) return sign + digits.padEnd(exponent, '0');
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}
