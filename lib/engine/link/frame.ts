/**
 * Frames: how messages are cut out of a byte stream. Bytes in, messages out; knows no socket.
 *
 * Layout, little endian: length u32 (of what follows), type u8, body. A length above `FRAME_BYTES_MAX` is a protocol
 * error, so that a damaged or hostile length never makes a receiver allocate.
 */
export const FRAME_BYTES_MAX = 32 * 1024 * 1024;
const HEADER_BYTES = 5;

export interface Frame {
  type: number;
  /** A view into the received chunk where possible; copy it to keep it beyond the handler. */
  body: Buffer;
}

/** Encodes one frame. `type` 0–255. */
export function encodeFrame(type: number, body: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  frame.writeUInt32LE(body.length + 1, 0);
  frame[4] = type;
  body.copy(frame, HEADER_BYTES);
  return frame;
}

/** A frame whose body is the JSON of `value`. */
export const encodeJsonFrame = (type: number, value: unknown) => encodeFrame(type, Buffer.from(JSON.stringify(value)));

/** A list begins a further frame behind so many characters: with one more value, the longest there is, it is still none too long. */
const LIST_LENGTH = 1024 * 1024;

/** Frames whose bodies are JSON lists: all `values`, in order, in as few as are not too long. A value may have 28 MiB. */
export function encodeJsonLists(type: number, values: readonly unknown[]): Buffer {
  const frames: Buffer[] = [];
  let texts: string[] = [];
  let length = 0;
  const end = () => {
    frames.push(encodeFrame(type, Buffer.from(`[${texts.join()}]`)));
    texts = [];
    length = 0;
  };
  for (const value of values) {
    const text = JSON.stringify(value);
    texts.push(text);
    length += text.length;
    if (length > LIST_LENGTH) end();
  }
  if (texts.length > 0) end();
  return frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
}

/** Cuts frames out of chunks as they arrive; keeps an unfinished frame until the next chunk. Throws RangeError on a bad length. */
export class FrameDecoder {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  /** Some bytes of a frame have come, and not all. */
  get isInsideFrame(): boolean {
    return this.size > 0;
  }

  /** All frames completed by this chunk, in order. */
  push(chunk: Buffer): Frame[] {
    this.chunks.push(chunk);
    this.size += chunk.length;
    const frames: Frame[] = [];
    for (;;) {
      if (this.size < HEADER_BYTES) return frames;
      const length = this.peek(HEADER_BYTES).readUInt32LE(0);
      if (length < 1 || length > FRAME_BYTES_MAX) throw new RangeError(`frame length ${length} is outside 1..${FRAME_BYTES_MAX}`);
      if (this.size < 4 + length) return frames;
      const bytes = this.take(4 + length);
      frames.push({ type: bytes[4] as number, body: bytes.subarray(HEADER_BYTES) });
    }
  }

  private peek(count: number): Buffer {
    const first = this.chunks[0] as Buffer;
    if (first.length >= count) return first;
    const merged = Buffer.concat(this.chunks);
    this.chunks.length = 0;
    this.chunks.push(merged);
    return merged;
  }

  private take(count: number): Buffer {
    const whole = this.takeable(count);
    const rest = whole.subarray(count);
    this.chunks.shift();
    if (rest.length > 0) this.chunks.unshift(rest);
    this.size -= count;
    return whole.subarray(0, count);
  }

  /** Merges only as many chunks as the frame needs, so that a long frame in small chunks is copied once. */
  private takeable(count: number): Buffer {
    if ((this.chunks[0] as Buffer).length >= count) return this.chunks[0] as Buffer;
    let total = 0;
    let index = 0;
    while (total < count) total += (this.chunks[index++] as Buffer).length;
    const merged = Buffer.concat(this.chunks.slice(0, index), total);
    this.chunks.splice(0, index, merged);
    return merged;
  }
}
