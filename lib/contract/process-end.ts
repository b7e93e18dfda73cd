/** How a process of the lab ended last. Codes; the page words them. */
import { z } from 'zod';

/** By these an instance that ends by its own rules tells those ends from crashes. */
export const instanceExitCodes = {
  /** It may never act as primary again in this run: another member is, or it cannot go on. Why is in messages.log. */
  steppedDown: 77,
  /** An operator made the other member primary, and all was handed over. */
  handedOver: 78,
  /** A fault of its own: what it has in memory cannot be trusted. What is in messages.log. */
  failed: 70,
} as const;

export const processEndSchema = z.discriminatedUnion('kind', [
  /** In order, as somebody asked. */
  z.object({ kind: z.literal('stopped') }),
  z.object({ kind: z.literal('handed-over') }),
  z.object({ kind: z.literal('stepped-down') }),
  z.object({ kind: z.literal('failed') }),
  /** kill -9 by the lab's own button. */
  z.object({ kind: z.literal('killed') }),
  /** kill -9 from elsewhere: the ISCAgent of its host on behalf of another member, or the operating system. */
  z.object({ kind: z.literal('forced-down') }),
  z.object({ kind: z.literal('power-lost') }),
  /** It said why before it ended. */
  z.object({ kind: z.literal('cannot-start'), reason: z.string() }),
  z.object({ kind: z.literal('signal'), signal: z.string() }),
  z.object({ kind: z.literal('exited'), code: z.int() }),
]);
export type ProcessEnd = z.infer<typeof processEndSchema>;

/** For logs and for what is inserted into an error text. */
export function processEndText(end: ProcessEnd): string {
  switch (end.kind) {
    case 'stopped':
      return 'it was stopped';
    case 'handed-over':
      return 'it handed over';
    case 'stepped-down':
      return 'it stepped down';
    case 'failed':
      return 'an internal error ended it';
    case 'killed':
      return 'it was killed';
    case 'forced-down':
      return 'it was forced down';
    case 'power-lost':
      return 'the host lost its power';
    case 'cannot-start':
      return end.reason;
    case 'signal':
      return `ended by signal ${end.signal}`;
    case 'exited':
      return `ended with code ${end.code}`;
  }
}
