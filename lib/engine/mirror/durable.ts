import type { Epoch } from '../journal/epoch.ts';

/** Survives a crash. Written before anything that depends on it is said to anybody. */
export interface Durable {
  /** Number of the last term this member knows to have begun; a primary owns exactly one. Never falls. */
  readonly epoch: Epoch;
  readonly lastRole: 'none' | 'primary' | 'backup';
  /** True after an operator stopped mirroring here; persists over restarts (engine facts 9.4). */
  readonly stopped: boolean;
  /**
   * Was the Active backup the last time it was connected to a primary. For the operator who thinks of forcing; decides nothing (engine
   * facts 4.13).
   */
  readonly wasActive: boolean;
  /**
   * The primary that this member followed last: which member, and which process of it, by the name that it gave of itself. A fence means
   * that process and no later one.
   */
  readonly followed: { readonly guid: string; readonly process: string } | null;
  /**
   * The highest term of another member's that this one has followed. Never falls, and is never above `epoch`. An async follows none below
   * it; a term that this member has only heard of, or opened and died before a journal had it, binds it to nothing.
   */
  readonly followedEpoch: Epoch;
}

/** What a member that becomes of another kind goes on with: the terms that it knows, and an operator's word. */
export const asAnotherKind = ({ epoch, followedEpoch, stopped }: Durable): Durable => ({
  epoch,
  lastRole: 'none',
  stopped,
  wasActive: false,
  followed: null,
  followedEpoch,
});
