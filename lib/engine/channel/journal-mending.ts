/**
 * This member's copy of the mirror journal: looked at before it counts, and mended from others.
 *
 * Bits change on disks. What the databases may still need is compared with its checksums before this member follows a primary, so that it
 * is never Active with a copy that it could not apply. A block that is found damaged, then or when it is applied or sent, is fetched again
 * from the ISCAgent of whoever has the same file whole, and written in its place: every copy of a file is the same, byte for byte. The
 * refused alternative was to cut the journal at the damage and receive the rest again: databases may have gone beyond it, and cut short in
 * between the member would lack journal that it had acknowledged.
 */
import { open } from 'node:fs/promises';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { wholeBlocks } from '../journal/block.ts';
import { HEADER_BYTES } from '../journal/header.ts';
import { firstDamage, readHeader } from '../journal/journal-reader.ts';
import { findBlock } from '../journal/journal-window.ts';
import type { FileObstacle } from '../mirror/obstacle.ts';
import type { AgentLink } from './agent-link.ts';
import { obstacleFrom } from '../journaling/journal-fault.ts';
import type { MirrorHistory } from '../journaling/mirror-history.ts';
import type { MirrorFile } from '../journaling/mirror-journal.ts';
import type { FileCount, JournalOffset } from '../journal/position.ts';

/** A file with more damaged places than this is not worth it: its disk is going. */
const PLACES_MAX = 100;

export interface Mended {
  readonly count: number;
  /** The first place that is still damaged; null when there is none. */
  readonly fault: FileObstacle | null;
}

export class JournalMender {
  readonly #history: Pick<MirrorHistory, 'files' | 'pathOf'>;
  readonly #agents: Pick<AgentLink, 'journalFiles' | 'readJournal'>;
  readonly #others: () => readonly MemberEntry[];
  readonly #log: (severity: 0 | 1 | 2, text: string) => void;
  /** By file: everything before was whole when it was looked at in this run. */
  readonly #checked = new Map<number, { readonly guid: string; readonly end: number }>();

  constructor(options: {
    history: Pick<MirrorHistory, 'files' | 'pathOf'>;
    agents: Pick<AgentLink, 'journalFiles' | 'readJournal'>;
    others: () => readonly MemberEntry[];
    log: (severity: 0 | 1 | 2, text: string) => void;
  }) {
    this.#history = options.history;
    this.#agents = options.agents;
    this.#others = options.others;
    this.#log = options.log;
  }

  /** Something in this file could not be read: it is looked at again. */
  doubt(fileCount: FileCount): void {
    this.#checked.delete(fileCount);
  }

  /**
   * Looks at what is durable from file `needed` on, and where that has open transactions from where these begin, as far as it has not been
   * looked at in this run.
   */
  async mend(needed: number): Promise<Mended> {
    for (let count = 0; ; count++) {
      const fault = await this.#firstFault(needed);
      if (fault === null || count >= PLACES_MAX || !(await this.#mendOne(fault))) return { count, fault };
    }
  }

  async #firstFault(needed: number): Promise<FileObstacle | null> {
    const own = this.#history.files().find(({ fileCount }) => fileCount === needed);
    const header = own ? await readHeader(this.#history.pathOf(needed)).catch(() => null) : null;
    const first = Math.min(needed, header?.minTransaction?.fileCount ?? needed);
    for (const file of this.#history.files()) {
      if (file.fileCount < first) continue;
      const fault = await this.#faultIn(file);
      if (fault) return fault;
    }
    return null;
  }

  async #faultIn({ fileCount, guid, name, start, end }: MirrorFile): Promise<FileObstacle | null> {
    const checked = this.#checked.get(fileCount);
    const from = checked?.guid === guid && checked.end <= end ? checked.end : start;
    try {
      const offset = await firstDamage(this.#history.pathOf(fileCount), from, end);
      if (offset !== null) return { kind: 'file', reason: 'damaged', fileCount, name, offset, detail: '', isOwn: true };
    } catch (error) {
      return { ...obstacleFrom(error, { fileCount, name, offset: from }), isOwn: true };
    }
    this.#checked.set(fileCount, { guid, end });
    return null;
  }

  async #mendOne({ reason, fileCount, offset }: FileObstacle): Promise<boolean> {
    const file = this.#history.files().find((candidate) => candidate.fileCount === fileCount);
    if (!file || reason !== 'damaged' || offset < HEADER_BYTES) return false;
    const path = this.#history.pathOf(fileCount);
    const next = await findBlock(path, offset + 1);
    const length = Math.min(next ?? file.end, file.end) - offset;
    for (const member of this.#others()) {
      const theirs = (await this.#agents.journalFiles(member))?.find(
        (candidate) => candidate.fileCount === fileCount && candidate.guid === file.guid && candidate.end >= offset + length,
      );
      const bytes = theirs && (await this.#agents.readJournal(member, { name: theirs.name, offset, length }));
      if (!bytes || wholeBlocks(bytes, offset).size !== length) continue;
      await overwrite(path, bytes, offset);
      this.#log(
        1,
        `Journal file #${fileCount} (${file.name}) was damaged at offset ${offset}: ${length} bytes were fetched again from ${member.name}`,
      );
      return true;
    }
    return false;
  }
}

async function overwrite(path: string, bytes: Buffer, offset: JournalOffset): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    let done = 0;
    while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
