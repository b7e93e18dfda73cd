/**
 * Text as bytes, without loss: UTF-8, in which a lone surrogate takes the three bytes that its code point would have.
 *
 * `Buffer` alone turns every lone surrogate into U+FFFD, so that two different subscripts would become one node.
 * Well-formed text, which is nearly all, takes Buffer's own fast path in both directions.
 */
const LONE_SURROGATE = /\p{Surrogate}/u;
const THREE_BYTE_LEAD = 0xed;

/** The bytes of `text`. Inverse of `decodeText`. */
export function encodeText(text: string): Buffer {
  if (!LONE_SURROGATE.test(text)) return Buffer.from(text, 'utf8');
  const parts = text.split(/(\p{Surrogate})/u).map((part) => {
    const unit = part.length === 1 ? part.charCodeAt(0) : 0;
    if (unit < 0xd800 || unit > 0xdfff) return Buffer.from(part, 'utf8');
    return Buffer.from([THREE_BYTE_LEAD, 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]);
  });
  return Buffer.concat(parts);
}

/** The text of bytes made by `encodeText`. */
export function decodeText(bytes: Buffer): string {
  if (!holdsSurrogate(bytes)) return bytes.toString('utf8');
  let text = '';
  let start = 0;
  for (let index = 0; index < bytes.length; index++) {
    if (!isSurrogateAt(bytes, index)) continue;
    text += bytes.toString('utf8', start, index);
    text += String.fromCharCode(0xd000 | (((bytes[index + 1] as number) & 0x3f) << 6) | ((bytes[index + 2] as number) & 0x3f));
    start = index + 3;
    index += 2;
  }
  return text + bytes.toString('utf8', start);
}

const isSurrogateAt = (bytes: Buffer, index: number) =>
  bytes[index] === THREE_BYTE_LEAD && index + 2 < bytes.length && (bytes[index + 1] as number) >= 0xa0;

function holdsSurrogate(bytes: Buffer): boolean {
  for (let index = bytes.indexOf(THREE_BYTE_LEAD); index >= 0; index = bytes.indexOf(THREE_BYTE_LEAD, index + 1)) {
    if (isSurrogateAt(bytes, index)) return true;
  }
  return false;
}
