/**
 * A journal file that somebody deletes, and puts back after a while: one of the older ones, which nobody holds open. Whoever is being sent
 * it, or fetches it, is told which file it is; nobody may lead without what it held.
 */
import type { JournalPosition } from '../journal/position.ts';
import type { FileObstacle } from '../mirror/obstacle.ts';
import type { SimulatedJournal } from './disk.ts';
import type { Host, Stage } from './stage.ts';

const GONE_MS_MIN = 500;
const GONE_MS_MAX = 20_000;

/** Until `isOver`, at random moments about `pauseMs` apart. */
export function loseFilesNowAndThen(world: Stage, pauseMs: number, isOver: () => boolean): void {
  const { random, schedule } = world;
  schedule.after(random.skewed(pauseMs / 10, pauseMs * 2), () => {
    if (isOver()) return;
    const host = random.pick(world.members);
    const newest = host.disk.journal.end.fileCount;
    if (newest > 1 && host.missingFile === null)
      loseFile(world, host, random.whole(1, newest - 1), random.skewed(GONE_MS_MIN, GONE_MS_MAX));
    loseFilesNowAndThen(world, pauseMs, isOver);
  });
}

function loseFile(world: Stage, host: Host, fileCount: number, forMs: number): void {
  deleteFile(world, host, fileCount);
  world.schedule.after(forMs, () => putFileBack(world, host));
}

export function deleteFile(world: Stage, host: Host, fileCount: number): void {
  world.note('-', `journal file #${fileCount} of ${host.name} is deleted`);
  host.missingFile = fileCount;
}

export function putFileBack(world: Stage, host: Host): void {
  if (host.missingFile === null) return;
  world.note('-', `journal file #${host.missingFile} of ${host.name} is put back`);
  host.missingFile = null;
}

/** Number of the file that is not there, deleted or purged, in which the block behind `from` lies; null: that block can be read. */
export function missingAt({ missingFile }: Host, journal: SimulatedJournal, from: JournalPosition): number | null {
  const fileCount = journal.read(from)?.next.fileCount ?? null;
  return fileCount !== null && fileCount === missingFile ? fileCount : journal.purgedAt(from);
}

export const missingObstacle = (fileCount: number): FileObstacle => ({
  kind: 'file',
  reason: 'missing',
  fileCount,
  name: '',
  offset: 0,
  detail: '',
});
