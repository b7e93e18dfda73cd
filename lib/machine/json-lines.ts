/** JSON lines on a socket: one value per line, UTF-8. Used at both ends of the control sockets, and by the fabric's greetings. */
import type { Socket } from 'node:net';

/**
 * Above this a line is a protocol error, so that a hostile length never makes a receiver allocate. A node with the longest value has
 * room, even where JSON writes each of its bytes with six.
 */
export const LINE_BYTES_MAX = 32 * 1024 * 1024;
const NEWLINE = 10;

/** One line, newline included. */
export const toJsonLine = (value: unknown) => `${JSON.stringify(value)}\n`;

/**
 * Takes exactly one line off a socket. Afterwards the socket flows not yet and holds every byte that came behind the line, so
 * that TLS or a frame decoder can take over: attach `data`, pipe it, or wrap it.
 * Rejects when the socket closes first, or when the line is not JSON.
 */
export function takeJsonLine(socket: Socket): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let held: Buffer = Buffer.alloc(0);
    const release = () => {
      socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError);
    };
    const onReadable = () => {
      for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read()) {
        held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
        const end = held.indexOf(NEWLINE);
        if (end < 0 && held.length <= LINE_BYTES_MAX) continue;
        release();
        if (end < 0) return reject(new RangeError(`line longer than ${LINE_BYTES_MAX} bytes`));
        const rest = held.subarray(end + 1);
        if (rest.length > 0) socket.unshift(rest);
        try {
          return resolve(JSON.parse(held.toString('utf8', 0, end)));
        } catch (error) {
          return reject(error);
        }
      }
    };
    const onEnd = () => {
      release();
      reject(new Error('closed before its first line'));
    };
    const onError = (error: Error) => {
      release();
      reject(error);
    };
    socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
  });
}

/** Cuts lines out of chunks as they arrive; keeps an unfinished line until the next chunk. Throws on bad JSON and on a line too long. */
export class JsonLineDecoder {
  private held: Buffer[] = [];
  private size = 0;

  push(chunk: Buffer): unknown[] {
    const values: unknown[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...this.held, chunk.subarray(start, end)]).toString('utf8');
      this.held = [];
      this.size = 0;
      start = end + 1;
      if (line.trim() !== '') values.push(JSON.parse(line));
    }
    if (start < chunk.length) {
      this.held.push(chunk.subarray(start));
      this.size += chunk.length - start;
      if (this.size > LINE_BYTES_MAX) throw new RangeError(`line longer than ${LINE_BYTES_MAX} bytes`);
    }
    return values;
  }
}
