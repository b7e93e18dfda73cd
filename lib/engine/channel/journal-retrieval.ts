/**
 * Bringing mirror journal files that are no longer on this disk back from other members: their agents serve them, whether the instance
 * there lives or not (engine facts 8.5).
 *
 * The files before the first one that is here are fetched one by one, the newest first, so that what is here stays one run at any moment;
 * each is checked against the one behind it.
 */
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { once } from 'node:events';
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { AgentLink, FetchedFile } from './agent-link.ts';
import { isMirrorJournalName } from '../journal/journal-log.ts';
import type { MirrorHistory } from '../journaling/mirror-history.ts';
import type { Severity } from '../activity/messages-log.ts';
import type { FileCount } from '../journal/position.ts';

/** Where files are put, and who is told. */
export interface RetrievalWorld {
  readonly journalDirectory: string;
  note(severity: Severity, text: string): void;
}

/** The mirror whose files are missing, and its other members. */
export interface RetrievingMember {
  readonly membership: { readonly memberGuid: string };
  config(): MirrorConfig;
  readonly journal: Pick<MirrorHistory, 'files' | 'adoptOlder'>;
  readonly agents: Pick<AgentLink, 'journalFiles' | 'fetchWholeFile'>;
}

/** Tries to make the history of a mirror reach back to file number `fileCount`; false when nobody who answers has what is missing. */
export async function retrieveJournalBackTo(world: RetrievalWorld, mirror: RetrievingMember, fileCount: FileCount): Promise<boolean> {
  const others = mirror.config().members.filter(({ guid }) => guid !== mirror.membership.memberGuid);
  for (const member of others) {
    const files = await mirror.agents.journalFiles(member);
    for (let first = mirror.journal.files()[0]; files && first && first.fileCount > fileCount; first = mirror.journal.files()[0]) {
      const wanted = (first.fileCount ?? 0) - 1;
      const file = files.find((candidate) => candidate.fileCount === wanted);
      if (!file || !(await retrieve(world, mirror, { from: member, file }))) break;
    }
    if ((mirror.journal.files()[0]?.fileCount ?? Number.POSITIVE_INFINITY) <= fileCount) return true;
  }
  return false;
}

async function retrieve(
  world: RetrievalWorld,
  mirror: RetrievingMember,
  { from: member, file }: { from: MemberEntry; file: FetchedFile },
): Promise<boolean> {
  const { journalDirectory } = world;
  if (!isMirrorJournalName(file.name, mirror.config().name)) return false;
  const temporaryPath = path.join(journalDirectory, `retrieving-${file.name}`);
  world.note(0, `Retrieving journal file #${file.fileCount}(${file.name}) from the ISCAgent of ${member.name}`);
  try {
    const target = createWriteStream(temporaryPath);
    const failed = once(target, 'error').then(([error]) => Promise.reject(error as Error));
    // What the disk refuses is heard where the next bytes wait for it, or at the end.
    failed.catch(() => undefined);
    const isWhole = await mirror.agents.fetchWholeFile(member, file, (bytes) =>
      target.write(Buffer.from(bytes)) ? undefined : Promise.race([once(target, 'drain').then(() => undefined), failed]),
    );
    await Promise.race([new Promise<void>((resolve) => target.end(resolve)), failed]);
    if (!isWhole) return false;
    const handle = await open(temporaryPath, 'r+');
    await handle.sync().finally(() => handle.close());
    return await mirror.journal.adoptOlder(temporaryPath, file.name);
  } finally {
    await rm(temporaryPath, { force: true });
  }
}
