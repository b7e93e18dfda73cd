/**
 * Mirrored databases in download mode: each gets its copy from a member that has one, then the journal since, without a person (engine
 * facts 8.2, newer versions).
 *
 * What is still to come is written in the file itself: `copy` while it is empty, `journal` once the copy lies there and lacks what was
 * journaled since. So a process that dies at any moment goes on where it was: an unfinished copy is begun anew, a finished one only needs
 * the journal. The copy is built beside the database, and renamed over it when it is whole and on the disk.
 */
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { accepted, type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import type { MirroredDatabase } from '../../contract/mirror-config.ts';
import { syncFolder } from '../backup/volume-writer.ts';
import { DATABASE_FILE_NAME } from '../database/database-file.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { TaskHandle } from '../activity/background-tasks.ts';
import { catchUpDatabase } from '../databases/catch-up.ts';
import { type CopySources, downloadingFolder, fetchCopy, findCopies } from './download-copy.ts';
import type { DownloadWorld } from './download-world.ts';
import type { ConnectedMember } from '../dejournal/seat.ts';
import { quietClock, type StopTimer } from '../ports/clock.ts';
import { DOWNLOAD_LOOK_MS, DOWNLOAD_RETRY_MS } from '../../machine/waits.ts';
import type { FileCount } from '../journal/position.ts';

/** More would share the same network and disk. */
const RUNNING_MAX = 2;

export class Downloads {
  readonly #instance: DownloadWorld;
  readonly #running = new Map<string, { id: number; ended: Promise<Outcome<null>> }>();
  /**
   * By name: not before this time (monotonic, ms). Infinite when a person aborted it: until it is ordered, or the instance starts again.
   */
  readonly #waits = new Map<string, number>();
  #stopLooking: StopTimer | null = null;

  constructor(instance: DownloadWorld) {
    this.#instance = instance;
  }

  /** Removes what a killed process left, then begins what is due, again and again. */
  async start(): Promise<void> {
    for (const { definition } of this.#instance.databases())
      if (!definition.isSystem) await rm(downloadingFolder(definition.directory), { recursive: true, force: true });
    this.#stopLooking = quietClock.every(DOWNLOAD_LOOK_MS, () => this.#look());
  }

  /** Begins nothing more; what runs is aborted with the other background tasks. */
  close(): void {
    this.#stopLooking?.();
    this.#stopLooking = null;
  }

  isRunning(name: string): boolean {
    return this.#running.has(name);
  }

  /** Of a database in download mode, by its local name: the download that runs, or one that begins now, whatever it waited for. */
  begin(name: string): { id: number; ended: Promise<Outcome<null>> } {
    this.#waits.delete(name);
    const running = this.#running.get(name);
    if (running) return running;
    const task = this.#instance.tasks.begin('download', [name], (handle) => this.#download(name, handle));
    this.#running.set(name, task);
    return task;
  }

  #look(): void {
    const now = this.#instance.clock.nowMs();
    for (const { name } of this.#instance.mirroredDatabases().filter((mounted) => this.#isDue(mounted, now))) {
      if (this.#running.size >= RUNNING_MAX) return;
      this.#waits.set(name, now + DOWNLOAD_RETRY_MS);
      void this.#beginWherePossible(name).catch((error: unknown) =>
        this.#instance.note(1, `Download of mirrored database ${name} could not begin: ${String(error)}`),
      );
    }
  }

  /** While nobody has a copy nothing begins: no task that fails again and again, and no line in the log. */
  async #beginWherePossible(name: string): Promise<void> {
    const wanted = this.#wanted(name);
    if (!wanted.ok) return;
    const { member, mounted, database } = wanted.value;
    const isCopied = mounted.file.identity.mirror?.download === 'journal';
    if (!isCopied && (await findCopies(member, database)).sources.length === 0) return;
    const isOrdered = this.#waits.get(name) === undefined || this.#waits.get(name) === Number.POSITIVE_INFINITY;
    if (this.#stopLooking && !isOrdered && this.#wanted(name).ok) this.begin(name);
  }

  #isDue(mounted: MountedDatabase, now: number): boolean {
    const { mirror } = mounted.file.identity;
    if (
      !mirror?.download ||
      !mirror.needsCatchUp ||
      !this.#instance.mirrors.seatOf(mounted.file)?.member ||
      mounted.inUseFor !== '' ||
      this.#running.has(mounted.name)
    )
      return false;
    const standing = this.#instance.standingOf(mounted);
    if (standing !== 'needs-download' && standing !== 'needs-catchup') return false;
    return now >= (this.#waits.get(mounted.name) ?? 0);
  }

  async #download(name: string, task: TaskHandle): Promise<Outcome<null>> {
    try {
      const outcome = await this.#carryOut(name, task).catch((error: unknown) =>
        refused('P403', [name, error instanceof Error ? error.message : String(error)]),
      );
      if (outcome.ok) this.#waits.delete(name);
      else {
        this.#waits.set(name, task.signal.aborted ? Number.POSITIVE_INFINITY : this.#instance.clock.nowMs() + DOWNLOAD_RETRY_MS);
        this.#instance.note(
          task.signal.aborted ? 0 : 1,
          `Download of mirrored database ${name} has not ended: ${refusalText(outcome.refusal, 'en')}`,
        );
      }
      return outcome;
    } finally {
      this.#running.delete(name);
      this.#instance.storage.refreshWritability();
    }
  }

  /** Refuses with P151, 2074, 5001, P402 (nobody has a valid copy), P403, P180, and as catching up does. */
  async #carryOut(name: string, task: TaskHandle): Promise<Outcome<null>> {
    const wanted = this.#wanted(name);
    if (!wanted.ok) return wanted;
    if (wanted.value.mounted.file.identity.mirror?.download === 'copy') {
      const copied = await this.#copy(wanted.value, task);
      if (!copied.ok) return copied;
    }
    return this.#follow(name, task);
  }

  #wanted(name: string): Outcome<Wanted> {
    const mounted = this.#instance.database(name);
    if (!mounted) return refused('P151', [name]);
    const member = this.#instance.mirrors.seatOf(mounted.file)?.member;
    if (!member) return refused('2074');
    const { mirror } = mounted.file.identity;
    const database = member.config().databases.find((entry) => entry.name === mirror?.mirrorDatabaseName);
    const standing = this.#instance.standingOf(mounted);
    if (!database || !mirror?.download || (standing !== 'needs-download' && standing !== 'needs-catchup'))
      return refused('5001', [mirror?.mirrorDatabaseName ?? name]);
    return accepted({ member, mounted, database });
  }

  /** Tries whoever has a copy, one after the other. */
  async #copy(wanted: Wanted, task: TaskHandle): Promise<Outcome<null>> {
    const { member, mounted, database } = wanted;
    const { name } = mounted;
    const release = mounted.use('download');
    try {
      const found = await findCopies(member, database);
      let refusal: Refusal = noSource(member, database, found);
      for (const { entry } of found.sources) {
        if (task.signal.aborted) return refused('P180');
        this.#instance.note(0, `Downloading mirrored database ${mounted.file.directory} from ${entry.name}`);
        const fetched = await fetchCopy({
          sourceName: entry.name,
          connect: () => member.dialer.openDownload(entry),
          database,
          directory: mounted.file.directory,
          attribute: this.#attributeOf(wanted),
          signal: task.signal,
          onProgress: (nodes, total) => task.progress(nodes, total, entry.name),
        });
        if (fetched.ok) {
          release();
          const taken = await this.#take(name, fetched.value);
          if (taken.ok)
            this.#instance.note(
              0,
              `Downloaded mirrored database ${mounted.file.directory} from ${entry.name}, up to ${fetched.value.position.offset} in journal file #${fetched.value.position.fileCount}`,
            );
          return taken;
        }
        if (task.signal.aborted) return refused('P180');
        this.#instance.note(1, `Download of ${mounted.file.directory} from ${entry.name} failed: ${refusalText(fetched.refusal, 'en')}`);
        refusal = fetched.refusal;
      }
      return { ok: false, refusal };
    } finally {
      release();
      await rm(downloadingFolder(mounted.file.directory), { recursive: true, force: true });
    }
  }

  #attributeOf({ member, mounted, database }: Wanted) {
    const { guid, name } = member.config();
    return {
      mirrorGuid: guid,
      mirrorName: name,
      mirrorDatabaseName: database.name,
      createdAsMirrored: database.createdAsMirrored,
      activated: true,
      databaseGuid: database.guid,
      home: this.#instance.storage.homeIn(guid, mounted.file.directory),
      needsCatchUp: true,
      failoverDatabase: true,
      download: 'journal' as const,
    };
  }

  /**
   * The finished copy takes the place of the empty database. Refuses when the mirror has another database of that name by now, or the copy
   * comes from another history.
   */
  async #take(name: string, { position, fileGuid }: { position: { fileCount: FileCount }; fileGuid: string }): Promise<Outcome<null>> {
    const wanted = this.#wanted(name);
    if (!wanted.ok) return wanted;
    const here = wanted.value.member.journal.files().find(({ fileCount }) => fileCount === position.fileCount);
    if (here && here.guid !== fileGuid) return refused('2123', [wanted.value.member.self().name, `journal file #${position.fileCount}`]);
    return this.#instance.storage.replace(
      name,
      async (directory) => {
        await rename(path.join(downloadingFolder(directory), DATABASE_FILE_NAME), path.join(directory, DATABASE_FILE_NAME));
        await syncFolder(directory);
        return accepted(null);
      },
      { staysActivated: true },
    );
  }

  /** From the exact record behind the copy on. */
  async #follow(name: string, task: TaskHandle): Promise<Outcome<null>> {
    const wanted = this.#wanted(name);
    if (!wanted.ok) return wanted;
    const { member, mounted } = wanted.value;
    task.progress(0, null, 'catchup');
    // Engine facts 1.4: cleared when it is added on such a member.
    if (member.self().kind === 'read-write-reporting' && mounted.file.identity.mirror?.failoverDatabase)
      await this.#instance.storage.byMirror.clearFailoverFlag(mounted);
    const caughtUp = await catchUpDatabase(this.#instance, mounted, task);
    const { mirror } = mounted.file.identity;
    // The journal behind this copy is gone everywhere: another copy is needed.
    if (!caughtUp.ok && caughtUp.refusal.code === '2000' && mirror) await mounted.file.setMirror({ ...mirror, download: 'copy' });
    return caughtUp;
  }
}

interface Wanted {
  readonly member: ConnectedMember;
  readonly mounted: MountedDatabase;
  readonly database: MirroredDatabase;
}

/** P402 with what each member answered. */
export function noSource(member: ConnectedMember, { name }: MirroredDatabase, { refusals }: CopySources): Refusal {
  return {
    code: 'P402',
    args: [`:mirror:${member.config().name}:${name}`, refusals.map((one) => `${one.name} #${one.code}`).join(', ') || '-'],
  };
}
