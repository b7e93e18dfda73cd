import type { InstanceView } from '@/lib/contract/views.ts';

type Mirror = InstanceView<'async-mirrors'>['mirrors'][number];
export type Fare = Pick<Mirror, 'state' | 'status' | 'journalTransfer' | 'dejournaling' | 'behindBytes' | 'databaseCount'>;

/** What an async is told at the top of its monitor, by what the engine says of it: the first that holds. */
export type FollowVerdict =
  | { readonly follows: 'no'; readonly reason: 'inactive' | 'stopped' | 'disconnected' }
  | { readonly follows: 'no'; readonly reason: 'disconnected-since'; readonly since: string }
  | { readonly follows: 'no'; readonly reason: 'dejournaling-stopped' }
  | { readonly follows: 'unknown'; readonly reason: 'connecting' }
  | { readonly follows: 'but'; readonly reason: 'attention' | 'no-database' }
  | { readonly follows: 'but'; readonly reason: 'behind'; readonly behindMs: number; readonly behindBytes: number | null }
  | { readonly follows: 'but'; readonly reason: 'applying'; readonly behindMs: number }
  | { readonly follows: 'yes'; readonly reason: 'caught-up' };

export function followVerdictOf({ state, status, journalTransfer, dejournaling, behindBytes, databaseCount }: Fare): FollowVerdict {
  if (state === 'inactive') return { follows: 'no', reason: 'inactive' };
  if (status === 'stopped') return { follows: 'no', reason: 'stopped' };
  if (journalTransfer.kind === 'disconnected')
    return journalTransfer.since === null
      ? { follows: 'no', reason: 'disconnected' }
      : { follows: 'no', reason: 'disconnected-since', since: journalTransfer.since };
  if (dejournaling.kind === 'dejournaling-stopped') return { follows: 'no', reason: 'dejournaling-stopped' };
  if (dejournaling.kind === 'attention') return { follows: 'but', reason: 'attention' };
  if (journalTransfer.kind === 'behind') return { follows: 'but', reason: 'behind', behindMs: journalTransfer.behindMs, behindBytes };
  if (dejournaling.kind === 'behind') return { follows: 'but', reason: 'applying', behindMs: dejournaling.behindMs };
  if (journalTransfer.kind === 'unknown' || journalTransfer.kind === 'not-applicable') return { follows: 'unknown', reason: 'connecting' };
  return databaseCount === 0 ? { follows: 'but', reason: 'no-database' } : { follows: 'yes', reason: 'caught-up' };
}
