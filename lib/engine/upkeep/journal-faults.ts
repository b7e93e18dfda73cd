/** What is wrong with the mirror journal files of this instance, as the Journals page and the Mirror Monitor tell it. */
import type { JournalFault } from '../../contract/journals.ts';
import { storyOf } from '../mirror/obstacle.ts';
import type { Hole } from '../journaling/history-on-disk.ts';
import type { Seat, Seats } from '../dejournal/seat.ts';

export const journalFaults = ({ mirrors }: { readonly mirrors: Pick<Seats, 'seats'> }): JournalFault[] => mirrors.seats().flatMap(faultsOf);

function faultsOf({ history, membership, member }: Seat): JournalFault[] {
  const { mirrorName } = membership;
  const { hole, lostEnd } = history;
  const faults: JournalFault[] = [];
  if (lostEnd) faults.push({ kind: 'lostEnd', mirrorName, file: fileText(lostEnd) });
  if (hole)
    faults.push({
      kind: 'hole',
      mirrorName,
      reason: hole.kind === 'cut-off' ? 'cutOff' : hole.kind,
      file: fileText(hole),
      begins: hole.fileCount + 1,
    });
  const state = member?.driver.state;
  if (!member || !state?.hindrance) return faults;
  const self = member.self().name;
  const names = member.isPrimary
    ? { sender: self, follower: member.partner?.name ?? '' }
    : { sender: member.partner?.name ?? '', follower: self };
  const { code, args } = storyOf(state.hindrance.obstacle, names);
  return [...faults, { kind: 'standstill', mirrorName, story: { code, args } }];
}

const fileText = ({ fileCount, name }: Hole) => (name === '' ? `#${fileCount}` : `#${fileCount} (${name})`);
