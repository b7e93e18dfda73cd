interface Line {
  readonly at: string;
  readonly pid: number;
  readonly severity: number;
  readonly event: string;
  readonly text: string;
}
export type NumberedLine<Kind extends Line> = Kind & { readonly number: number };

/** More than the log ever sends: a page that stays open for weeks does not grow for ever. */
const LINES_KEPT = 10_000;

const isSame = (one: Line | undefined, other: Line | undefined) =>
  one === undefined ||
  other === undefined ||
  (one.at === other.at && one.pid === other.pid && one.text === other.text && one.event === other.event && one.severity === other.severity);

/**
 * What is known of a log of which only its last lines are sent, oldest first, each numbered. Lines that are sent no more stay, so that
 * nothing moves under the eyes of whoever reads. `known` itself when nothing is new; anew when the two do not meet.
 */
export function grownLog<Kind extends Line>(
  known: ReadonlyArray<NumberedLine<Kind>>,
  sent: readonly Kind[],
): ReadonlyArray<NumberedLine<Kind>> {
  const last = known.at(-1);
  const newest = sent.findLastIndex(
    (line, index) => last !== undefined && isSame(line, last) && (index === 0 || isSame(sent[index - 1], known.at(-2))),
  );
  if (sent.length === 0 && known.length === 0) return known;
  // Nothing in common, or more of what went before.
  if (!last || newest < 0 || newest + 1 > known.length) return sent.map((line, index) => ({ ...line, number: index }));
  if (newest === sent.length - 1) return known;
  const added = sent.slice(newest + 1).map((line, index) => ({ ...line, number: last.number + index + 1 }));
  return [...known, ...added].slice(-LINES_KEPT);
}
