/** One question to a running instance over its control socket, with a deadline for everything together. */
import net from 'node:net';
import { type ControlReply, controlReplySchema } from '../../contract/control.ts';
import type { Refusal } from '../../contract/errors.ts';
import { JsonLineDecoder, toJsonLine } from '../../machine/json-lines.ts';
import { systemClock } from '../ports/clock.ts';

export type InstanceAnswer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'silent' /** Nobody listens. */; readonly isAbsent: boolean };

/** `silent`: no answer within `timeoutMs`, so looks a process that hangs; or nobody listens, so looks one that is starting or ending. */
export function askInstance({
  controlPath,
  query,
  input,
  timeoutMs,
}: {
  controlPath: string;
  query: string;
  input: unknown;
  timeoutMs: number;
}): Promise<InstanceAnswer> {
  return new Promise((resolve) => {
    const socket = net.connect({ path: controlPath });
    const settle = (answer: InstanceAnswer) => {
      stopTimer();
      socket.destroy();
      resolve(answer);
    };
    const silent = () => settle({ kind: 'silent', isAbsent: false });
    const stopTimer = systemClock.after(timeoutMs, silent);
    const decoder = new JsonLineDecoder();
    socket
      .on('error', (error: NodeJS.ErrnoException) =>
        settle({ kind: 'silent', isAbsent: error.code === 'ENOENT' || error.code === 'ECONNREFUSED' }),
      )
      .on('close', silent);
    socket.on('data', (chunk) => {
      const [reply] = parseReplies(decoder, chunk);
      if (reply === 'bad') return silent();
      if (reply) settle(reply.ok ? { kind: 'value', value: reply.value } : { kind: 'refused', refusal: reply.refusal });
    });
    socket.write(toJsonLine({ kind: 'query', id: 1, query, input }));
  });
}

function parseReplies(decoder: JsonLineDecoder, chunk: Buffer): (ControlReply | 'bad')[] {
  try {
    return decoder.push(chunk).map((line) => controlReplySchema.parse(line));
  } catch {
    return ['bad'];
  }
}
