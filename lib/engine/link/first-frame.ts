/**
 * Reads the hello of a connection and nothing more: what follows may be TLS, so it must not be touched.
 */
import type { Socket } from 'node:net';
import { type Frame, FrameDecoder } from './frame.ts';

/** A hello is a few hundred bytes; a longer one is not one of ours. */
const HELLO_BYTES_MAX = 16 * 1024;
const LENGTH_BYTES = 4;

/**
 * The first frame. Afterwards the socket is paused and what came behind the frame is its next input.
 * Rejects with an Error, and destroys the socket, when the peer closes, sends something else, or is silent for `timeoutMs`.
 */
export function readFirstFrame(socket: Socket, { timeoutMs }: { timeoutMs: number }): Promise<Frame> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const leave = () => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose).off('error', fail);
    };
    const fail = (error: Error) => {
      leave();
      socket.on('error', () => {}); // Destroyed: whatever else it reports has no reader.
      socket.destroy();
      reject(error);
    };
    const onClose = () => fail(new Error('the peer closed the connection before its hello'));
    const onData = (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      if (received.length < LENGTH_BYTES) return;
      const size = LENGTH_BYTES + received.readUInt32LE(0);
      if (size > HELLO_BYTES_MAX) return fail(new Error('the peer does not speak this protocol'));
      if (received.length < size) return;
      leave();
      socket.pause();
      if (received.length > size) socket.unshift(received.subarray(size));
      const [frame] = new FrameDecoder().push(received.subarray(0, size));
      if (frame) resolve(frame);
      else reject(new Error('the peer does not speak this protocol'));
    };
    const timer = setTimeout(() => fail(new Error('the peer sent no hello in time')), timeoutMs);
    socket.on('data', onData).on('close', onClose).on('error', fail);
    socket.resume();
  });
}
