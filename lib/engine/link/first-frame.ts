/**
 * Reads one frame of a connection and nothing more: what follows a hello may be TLS, so it must not be touched.
 */
import type { Socket } from 'node:net';
import { type Frame, FrameDecoder } from './frame.ts';
import { systemClock } from '../ports/clock.ts';

/** Room for a mirror's whole configuration; what says that it is longer does not speak this protocol. */
const FIRST_FRAME_BYTES_MAX = 1024 * 1024;
const LENGTH_BYTES = 4;

/**
 * The next frame. Afterwards the socket is paused and what came behind the frame is its next input.
 * Rejects with an Error, and destroys the socket, when the peer closes, sends something else, or is silent for `timeoutMs`.
 */
export function readFirstFrame(socket: Socket, { timeoutMs }: { timeoutMs: number }): Promise<Frame> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const leave = () => {
      stopTimer();
      socket.off('data', onData).off('close', onClose).off('error', fail);
    };
    const fail = (error: Error) => {
      leave();
      socket.destroy();
      reject(error);
    };
    const onClose = () => fail(new Error('the peer closed the connection before its message was complete'));
    const onData = (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      if (received.length < LENGTH_BYTES) return;
      const size = LENGTH_BYTES + received.readUInt32LE(0);
      if (size === LENGTH_BYTES || size > FIRST_FRAME_BYTES_MAX) return fail(new Error('the peer does not speak this protocol'));
      if (received.length < size) return;
      leave();
      socket.pause();
      if (received.length > size) socket.unshift(received.subarray(size));
      resolve(new FrameDecoder().push(received.subarray(0, size))[0] as Frame);
    };
    const stopTimer = systemClock.after(timeoutMs, () => fail(new Error('the peer sent no message in time')));
    // Between this reader and the next one nobody listens, and an early reset must not end the process; a close always follows.
    socket.on('error', () => {});
    if (socket.destroyed) return onClose();
    socket.on('data', onData).on('close', onClose).on('error', fail);
    socket.resume();
  });
}
