/** What the portal's own doors carry between browser and portal: whom a request is for, and the live stream. */
import type { Outcome } from './errors.ts';

/** Whom a query or command is for: the lab, or an instance as `host/INSTANCE`. */
export type Target = string;

/** One entry of `/api/live?watch=[…]`. */
export interface LiveWatch {
  readonly target: Target;
  readonly query: string;
  readonly input: Record<string, unknown>;
}

/** Query cache key of an answer; the stream and the pages agree on it. */
export type LiveKey = readonly [target: Target, query: string, input: Record<string, unknown>];
export const liveKeyOf = (watch: LiveWatch): LiveKey => [watch.target, watch.query, watch.input];

/** One event of the stream: the newest answer to `key`, or why there is none. */
export type LivePush = { readonly key: LiveKey } & Outcome<unknown>;
