/** How a simulated member goes on with another one's journal, as `../member/receiving.ts` and `../channel/agent-link.ts` find it out. */
import { type JournalPosition, ORIGIN } from '../journal/position.ts';
import { BEYOND_EVERYTHING, type HistoryFile, type Meeting, meetHistories, sharedEnd } from '../mirror/history.ts';
import type { Host } from './stage.ts';

/** What the machine is told of a comparison. */
interface Shared {
  readonly common: JournalPosition;
  readonly applied: JournalPosition;
}

export function meetOnDisk({ disk }: Host, theirs: readonly HistoryFile[]): { readonly meeting: Meeting; readonly shared: Shared } {
  const { applied } = disk.database;
  const meeting = meetHistories(disk.journal.historyHere(), theirs, applied);
  const common = sharedEnd(meeting);
  return {
    meeting,
    shared:
      common === null
        ? { common: ORIGIN, applied: BEYOND_EVERYTHING }
        : { common, applied: disk.journal.appliedWith(applied, theirs, common) },
  };
}
