/**
 * Looking into journal files for people: the list, pages of records, profiles, summaries, integrity checks. Reads beside everything else
 * that the instance does, and keeps what would be read again: pages ask several times a second.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { journalQueries } from '../../contract/journals.ts';
import type { JournalHeader } from '../journal/header.ts';
import { checkJournalFile, type IntegrityResult } from '../journal/journal-integrity.ts';
import { JOURNAL_LOG_NAME, journalNamesIn, readJournalLog } from '../journal/journal-log.ts';
import { JournalProfile } from '../journal/journal-profile.ts';
import { readBlocks, readHeader } from '../journal/journal-reader.ts';
import { describeHeader, type JournalFileView, readJournalPage } from '../journal/journal-summary.ts';
import type { UpkeepWorld } from './upkeep-world.ts';
import type { BackgroundTasks } from '../activity/background-tasks.ts';
import { journalFaults } from './journal-faults.ts';
import type { MirrorJournalLog } from '../journal/mirror-journal-log.ts';
import type { MirrorHistory } from '../journaling/mirror-history.ts';
import { offerStartJournaling } from './journal-offers.ts';
import { toOffer } from '../../contract/refusal.ts';
import { PROFILE_WANTED_MS } from '../../machine/waits.ts';

type View<Name extends keyof typeof journalQueries> = z.infer<(typeof journalQueries)[Name]['output']>;
type Input<Name extends keyof typeof journalQueries> = z.infer<(typeof journalQueries)[Name]['input']>;

interface InspectionWorld extends UpkeepWorld {
  readonly tasks: BackgroundTasks;
}

interface KnownFile {
  readonly path: string;
  readonly name: string;
  readonly header: JournalHeader;
  readonly sizeBytes: number;
}

const PAGES_KEPT = 16;
const PROFILES_KEPT = 4;
/** Reading rests after this much, so that commits do not wait. */
const STRETCH_BYTES = 2 * 1024 * 1024;
const BEFORE_HEADERS_HAD_REASONS = 'Received from the primary';

export class JournalInspection {
  readonly #instance: InspectionWorld;
  /** By path; a header never changes, but a name may be given to another file. */
  readonly #headers = new Map<string, { readonly inode: number; readonly header: JournalHeader }>();
  readonly #pages = new Map<string, View<'journal-records'>>();
  readonly #profiles = new Map<string, ProfileReading>();
  readonly #checks = new Map<string, { taskId: number; result: View<'journal-integrity'>['result']; isRunning: boolean }>();

  constructor(instance: InspectionWorld) {
    this.#instance = instance;
  }

  async journals(): Promise<Outcome<View<'journals'>>> {
    const { journal, journalDirectory: directory } = this.#instance;
    const files = await this.#files();
    const reasons = await this.#reasons(files);
    const rows = files.map((file) => this.#describe(file, reasons.get(file.path)));
    rows.sort((one, other) => other.createdAt.localeCompare(one.createdAt) || other.name.localeCompare(one.name));
    const log = mirrorLogOf(this.#instance);
    return accepted({
      mirrorName: this.#instance.mirror?.config().name ?? null,
      directory,
      files: rows,
      state: journal.state,
      faults: journalFaults(this.#instance),
      start: toOffer(offerStartJournaling(this.#instance)),
      mirrorLog: log && { path: log.path, state: log.state },
    });
  }

  async records({ file, from, direction, limit, filter }: Input<'journal-records'>): Promise<Outcome<View<'journal-records'>>> {
    const known = await this.#file(file);
    if (!known) return missing(file);
    const key = JSON.stringify([known.header.fileGuid, from, direction ?? 'forward', limit, filter ?? {}]);
    const kept = this.#pages.get(key);
    const described = this.#describe(known, known.header.reason);
    const end = this.#endOf(known);
    if (kept) return accepted({ ...kept, file: described, end });
    const page = await readJournalPage({
      path: known.path,
      from,
      limit,
      direction,
      filter,
      end,
      isCurrent: described.isCurrent,
      reason: described.reason,
    });
    // What ends before the end of the file does not change when the file grows.
    if (page.ok && (page.value.next !== null || !described.isCurrent)) keep(this.#pages, key, page.value, PAGES_KEPT);
    return page.ok ? accepted({ ...page.value, file: { ...described, sizeBytes: page.value.file.sizeBytes } }) : page;
  }

  async profile({ file }: Input<'journal-profile'>): Promise<Outcome<View<'journal-profile'>>> {
    const known = await this.#file(file);
    if (!known) return missing(file);
    const { fileGuid } = known.header;
    const reading = this.#profiles.get(fileGuid) ?? new ProfileReading(known.path);
    keep(this.#profiles, fileGuid, reading, PROFILES_KEPT);
    const end = this.#endOf(known);
    reading.wanted(this.#instance.clock.nowMs(), () => this.#instance.clock.nowMs(), end);
    const { profile } = reading;
    return accepted({
      file: this.#describe(known, known.header.reason),
      state: reading.isReading ? 'reading' : profile.end < end && profile.end > 0 && !this.#isGrowing(known) ? 'damaged' : 'complete',
      readBytes: profile.end,
      endBytes: end,
      records: profile.records,
      transactions: profile.transactions,
      rows: profile.rows(),
      otherBytes: profile.otherBytes,
    });
  }

  async summary({ file }: Input<'journal-summary'>): Promise<Outcome<View<'journal-summary'>>> {
    const known = await this.#file(file);
    if (!known) return missing(file);
    const { before, after } = await this.#neighbours(known);
    const { previous } = known.header;
    const next = after && { name: after.name, guid: after.header.fileGuid };
    const fields = Object.entries(describeHeader(known.header)).map(([name, value]) => ({ name, value }));
    return accepted({
      file: this.#describe(known, known.header.reason),
      fields: [
        ...fields,
        { name: 'Next File', value: next?.name ?? '' },
        { name: 'Next File GUID', value: next?.guid ?? '' },
        { name: 'File End', value: String(this.#endOf(known)) },
      ],
      next,
      previous: previous && { ...previous, isHere: before !== null },
    });
  }

  async integrity({ file }: Input<'journal-integrity'>): Promise<Outcome<View<'journal-integrity'>>> {
    const known = await this.#file(file);
    if (!known) return missing(file);
    const check = this.#checks.get(known.header.fileGuid);
    return accepted({
      file: this.#describe(known, known.header.reason),
      taskId: check?.isRunning ? check.taskId : null,
      result: check?.result ?? null,
    });
  }

  async check(file: string): Promise<Outcome<{ id: number }>> {
    const known = await this.#file(file);
    if (!known) return missing(file);
    const { fileGuid } = known.header;
    const running = this.#checks.get(fileGuid);
    if (running?.isRunning) return accepted({ id: running.taskId });
    const { before, after } = await this.#neighbours(known);
    const task = this.#instance.tasks.begin(
      'journal-integrity-check',
      [known.name],
      async ({ signal, progress }): Promise<Outcome<null>> => {
        const result = await checkJournalFile({
          path: known.path,
          knownEnd: this.#isGrowing(known) ? this.#endOf(known) : null,
          previous: before && { path: before.path, end: this.#historyEnd(before) },
          next: after && { path: after.path },
          signal,
          progress: (done, total) => progress(done, total, known.name),
        });
        if (result === null) return refused('P105', ['Integrity Check', 'it was aborted']);
        return this.#remember(known, result);
      },
    );
    this.#checks.set(fileGuid, { taskId: task.id, result: running?.result ?? null, isRunning: true });
    void task.ended.finally(() => {
      const check = this.#checks.get(fileGuid);
      if (check) check.isRunning = false;
    });
    return accepted({ id: task.id });
  }

  #remember(file: KnownFile, result: IntegrityResult): Outcome<null> {
    const check = this.#checks.get(file.header.fileGuid);
    if (check)
      check.result = {
        checkedAt: this.#instance.clock.wallTime().toISOString(),
        blocks: result.blocks,
        records: result.records,
        end: result.end,
        findings: [...result.findings],
      };
    const bad = result.findings.find(({ outcome }) => outcome === 'failed');
    this.#instance.note(
      bad ? 2 : 0,
      `Integrity check of journal file ${file.path}: ${bad ? bad.problem : `no errors, ${result.blocks} blocks, ${result.records} records`}`,
    );
    return bad ? refused('P204', [file.name, bad.problem]) : accepted(null);
  }

  /** A name from the list, never a path of the asker's choice. */
  async #file(name: string): Promise<KnownFile | null> {
    return this.#look(path.basename(name));
  }

  async #files(): Promise<KnownFile[]> {
    const names = await journalNamesIn(this.#instance.journalDirectory, '');
    return (await Promise.all(names.map((name) => this.#look(name)))).filter((file) => file !== null);
  }

  async #look(name: string): Promise<KnownFile | null> {
    const filePath = path.join(this.#instance.journalDirectory, name);
    const found = await stat(filePath).catch(() => null);
    if (!found?.isFile()) {
      this.#headers.delete(filePath);
      return null;
    }
    const known = this.#headers.get(filePath);
    const header = known?.inode === found.ino ? known.header : await readHeader(filePath).catch(() => null);
    if (!header) return null;
    this.#headers.set(filePath, { inode: found.ino, header });
    return { path: filePath, name, header, sizeBytes: found.size };
  }

  #describe({ path: filePath, name, header, sizeBytes }: KnownFile, reason: string | undefined): JournalFileView {
    return {
      name,
      path: filePath,
      createdAt: new Date(header.createdAtMs).toISOString(),
      sizeBytes,
      mirror: header.mirror?.name ?? '',
      fileCount: header.mirror ? header.fileCount : 0,
      isCurrent: filePath === this.#instance.journal.writer.current.path,
      reason: reason ?? BEFORE_HEADERS_HAD_REASONS,
    };
  }

  /** From the headers; from `journal.log` for files of an earlier version. */
  async #reasons(files: readonly KnownFile[]): Promise<Map<string, string>> {
    const reasons = new Map(
      files.flatMap(({ path: filePath, header }) => (header.reason === undefined ? [] : [[filePath, header.reason]])),
    );
    if (reasons.size === files.length) return reasons;
    const log = await readJournalLog(path.join(path.dirname(this.#instance.journalDirectory), JOURNAL_LOG_NAME));
    for (const entry of log) if (!reasons.has(entry.path)) reasons.set(entry.path, entry.reason);
    return reasons;
  }

  /** Where the file ends as far as this instance knows; zeros may lie behind. */
  #endOf(file: KnownFile): number {
    const { current } = this.#instance.journal.writer;
    if (file.path === current.path) return current.end;
    return this.#historyEnd(file) ?? file.sizeBytes;
  }

  #historyEnd({ header }: KnownFile): number | null {
    const { current } = this.#instance.journal.writer;
    if (header.fileGuid === current.header.fileGuid) return current.end;
    return (
      this.#histories()
        .flatMap((history) => history.files())
        .find(({ guid }) => guid === header.fileGuid)?.end ?? null
    );
  }

  /** Of every mirror. */
  #histories(): MirrorHistory[] {
    return this.#instance.mirrors.seats().map(({ history }) => history);
  }

  /** It is written, or received, at this moment. */
  #isGrowing(file: KnownFile): boolean {
    return (
      file.path === this.#instance.journal.writer.current.path ||
      this.#histories().some((history) => history.files().at(-1)?.guid === file.header.fileGuid)
    );
  }

  /**
   * The files before and behind it in its history, where they are here. A local file says which it follows only when one process wrote
   * both.
   */
  async #neighbours({ header }: KnownFile): Promise<{ before: KnownFile | null; after: KnownFile | null }> {
    const files = (await this.#files()).filter((file) => file.header.mirror?.guid === header.mirror?.guid);
    const before = header.previous ? (files.find((file) => file.header.fileCount === header.fileCount - 1) ?? null) : null;
    const next = files.find((file) => file.header.fileCount === header.fileCount + 1) ?? null;
    return { before, after: next?.header.previous || header.mirror ? next : null };
  }
}

/** The list of the mirror's files that people look at; of several mirrors' the first that is not kept, which is the one to mend. */
export function mirrorLogOf(instance: InspectionWorld): MirrorJournalLog | null {
  const logs = instance.mirrors.seats().flatMap(({ history }) => history.log ?? []);
  return logs.find(({ state }) => state !== 'kept') ?? logs[0] ?? null;
}

const missing = (file: string): Outcome<never> => refused('P104', ['journal file', file], 'file');

/** The oldest go. */
function keep<Value>(kept: Map<string, Value>, key: string, value: Value, max: number): void {
  kept.delete(key);
  kept.set(key, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= max) break;
    kept.delete(oldest);
  }
}

/** A profile that is being made, while somebody asks for it. */
class ProfileReading {
  readonly profile = new JournalProfile();
  readonly #path: string;
  isReading = false;
  #wantedMs = 0;

  constructor(filePath: string) {
    this.#path = filePath;
  }

  wanted(now: number, nowMs: () => number, end: number): void {
    this.#wantedMs = now;
    if (this.isReading || this.profile.end >= end) return;
    this.isReading = true;
    void this.#read(nowMs, end)
      .catch(() => undefined)
      .finally(() => {
        this.isReading = false;
      });
  }

  async #read(nowMs: () => number, end: number): Promise<void> {
    let stretch = 0;
    for await (const block of readBlocks(this.#path, this.profile.end === 0 ? undefined : this.profile.end, end)) {
      this.profile.feed(block);
      stretch += block.bytes.length;
      if (stretch < STRETCH_BYTES) continue;
      stretch = 0;
      if (nowMs() - this.#wantedMs > PROFILE_WANTED_MS) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
