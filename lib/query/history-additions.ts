import type { MirrorHistoryView } from '../contract/mirror-history.ts';
import { rangeLengths } from '../contract/history-ranges.ts';

/**
 * What is known of a range after additions came: the newest of each bucket, and none that has left the range. null: the members have
 * changed, whose values stand in their order, and the whole range must be asked for.
 */
export function withAdditions(before: MirrorHistoryView | null, added: MirrorHistoryView): MirrorHistoryView | null {
  if (before === null) return added;
  const namesOf = ({ members }: MirrorHistoryView) => members.map(({ guid }) => guid).join();
  if (namesOf(before) !== namesOf(added)) return null;
  const begin = added.now - rangeLengths[added.range].spanMs;
  const newest = new Map([...before.buckets, ...added.buckets].map((bucket) => [bucket.at, bucket]));
  return {
    ...added,
    buckets: [...newest.values()].filter(({ at, spanMs }) => at + spanMs > begin).sort((one, other) => one.at - other.at),
  };
}
