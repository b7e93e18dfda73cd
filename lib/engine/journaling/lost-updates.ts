/**
 * Keeps what the journal of this member holds behind a position before it is cut, or before the member is rebuilt: the updates that the
 * mirror's history lacks, each with its journal address and, as far as the journal tells, what the node held before.
 *
 * A report is two files: the rows, one JSON text a line, and what is in them, which is written last: without it there is no report. Its
 * name says which stretch of which journal it is, so that what is found again is not kept again.
 */
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  type LostUpdate,
  type LostUpdateReport,
  LOST_UPDATES_PAGE,
  lostUpdateReportSchema,
  lostUpdateSchema,
} from '../../contract/lost-updates.ts';
import { updateTypes } from '../../contract/choices.ts';
import type { FileCount, JournalPosition } from '../journal/position.ts';
import { decodeKey } from '../nodes/collation.ts';
import { formatReference } from '../nodes/reference-text.ts';
import { decodeText } from '../nodes/text.ts';
import { replaceDurably, syncDirectory } from '../ports/durable-file.ts';
import { exists } from '../ports/exists.ts';
import { FormerValues } from './former-values.ts';
import type { MirrorFile } from './mirror-journal.ts';
import { type NodeRecord, nodesIn, type PathOf, shownDatabase, stretchesBefore, stretchesBehind, summarize } from './surplus-records.ts';

/** Reports of what was never in a database are many, one for each crash of a primary; older ones go. */
const DISCARDED_KEPT = 30;
const WRITTEN_AT_ONCE = 256 * 1024;
const SUMMARY = '.json';
const ROWS = '.rows';

export interface Surplus {
  readonly mirror: { readonly guid: string; readonly name: string };
  /** Of the journal of this member, oldest first. */
  readonly files: readonly MirrorFile[];
  readonly pathOf: PathOf;
  /** The end of what the mirror's history has, too. */
  readonly from: JournalPosition;
  readonly cause: LostUpdateReport['cause'];
  /** Wall time, for people. */
  readonly nowMs: number;
}

export class LostUpdates {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Durable when it resolves: true, false when nothing is lost or it is kept already. Rejects with the operating system's error. */
  async keep(surplus: Surplus): Promise<boolean> {
    const stretches = stretchesBehind(surplus.files, surplus.from);
    const last = stretches.at(-1);
    if (!last) return false;
    const id = [
      surplus.mirror.name,
      surplus.from.fileCount,
      surplus.from.offset,
      last.file.fileCount,
      last.to,
      last.file.guid,
      surplus.cause,
    ]
      .join('-')
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]/g, '');
    if (await exists(this.#pathOf(id, SUMMARY))) return false;
    const former = new FormerValues();
    const { count, openCount, globals, isWhole, isOpen } = await summarize(stretches, surplus.pathOf, (found) => former.touch(found));
    if (count === 0) return false;
    await former.look(stretchesBefore(surplus.files, surplus.from), surplus.pathOf);
    await mkdir(this.#folder, { recursive: true });
    const pages = await this.#writeRows(id, nodesIn(stretches, surplus.pathOf), (found) => {
      const row = rowOf(found, former.before(found), isOpen(found));
      former.see(found);
      return row;
    });
    const nameOf = (fileCount: FileCount) => surplus.files.find((file) => file.fileCount === fileCount)?.name ?? '';
    const report: LostUpdateReport = {
      id,
      mirrorName: surplus.mirror.name,
      cause: surplus.cause,
      keptAt: new Date(surplus.nowMs).toISOString(),
      from: { ...surplus.from, file: nameOf(surplus.from.fileCount) },
      to: { fileCount: last.file.fileCount, file: last.file.name, offset: last.to },
      count,
      openCount,
      globals,
      isWhole,
      pages,
    };
    await replaceDurably(this.#pathOf(id, SUMMARY), JSON.stringify(report));
    await this.#dropOld();
    return true;
  }

  /** The newest first; what cannot be read is none. */
  async list(): Promise<LostUpdateReport[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const found = await Promise.all(
      names.filter((name) => name.endsWith(SUMMARY)).map((name) => this.report(name.slice(0, -SUMMARY.length))),
    );
    return found.filter((report) => report !== null).sort((one, other) => other.keptAt.localeCompare(one.keptAt));
  }

  /** null: there is none of that name. */
  async report(id: string): Promise<LostUpdateReport | null> {
    if (!/^[a-z0-9-]+$/.test(id)) return null;
    const text = await readFile(this.#pathOf(id, SUMMARY), 'utf8').catch(() => null);
    const parsed = text === null ? null : lostUpdateReportSchema.safeParse(tryJson(text));
    return parsed?.success ? parsed.data : null;
  }

  /** Whole rows from there on, at least one and about `bytesMax`, with where the next begins; null: these were the last. */
  async rows(id: string, from: number, bytesMax: number): Promise<{ rows: LostUpdate[]; next: number | null }> {
    const handle = await open(this.#pathOf(id, ROWS), 'r');
    try {
      const { size } = await handle.stat();
      for (let length = bytesMax; ; length *= 2) {
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - from)));
        await handle.read(bytes, 0, bytes.length, from);
        const ends: number[] = [];
        for (let at = bytes.indexOf('\n'); at >= 0 && ends.length < LOST_UPDATES_PAGE; at = bytes.indexOf('\n', at + 1)) ends.push(at);
        const end = ends.at(-1);
        if (end === undefined && from + bytes.length < size) continue;
        const lines = end === undefined ? [] : bytes.toString('utf8', 0, end).split('\n');
        const next = from + (end ?? bytes.length) + 1;
        return { rows: lines.map((line) => lostUpdateSchema.parse(JSON.parse(line))), next: next < size ? next : null };
      }
    } finally {
      await handle.close();
    }
  }

  #pathOf(id: string, ending: string): string {
    return path.join(this.#folder, id + ending);
  }

  async #writeRows(id: string, nodes: AsyncIterable<NodeRecord>, rowFor: (found: NodeRecord) => LostUpdate): Promise<number[]> {
    const file = this.#pathOf(id, ROWS);
    const pages: number[] = [];
    const handle = await open(`${file}.new`, 'w', 0o600);
    try {
      let [count, at, text] = [0, 0, ''];
      for await (const found of nodes) {
        if (count++ % LOST_UPDATES_PAGE === 0) pages.push(at + Buffer.byteLength(text));
        text += `${JSON.stringify(rowFor(found))}\n`;
        if (text.length < WRITTEN_AT_ONCE) continue;
        at += (await handle.write(text)).bytesWritten;
        text = '';
      }
      await handle.write(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${file}.new`, file);
    await syncDirectory(this.#folder);
    return pages;
  }

  async #dropOld(): Promise<void> {
    const discarded = (await this.list()).filter(({ cause }) => cause === 'discarded');
    for (const { id } of discarded.slice(DISCARDED_KEPT))
      for (const ending of [SUMMARY, ROWS]) await rm(this.#pathOf(id, ending), { force: true });
  }
}

function rowOf({ record, address, block, file, database }: NodeRecord, old: string | null | undefined, isOpen: boolean): LostUpdate {
  return {
    file: file.name,
    offset: address,
    time: new Date(block.timeMs).toISOString(),
    database: shownDatabase(database),
    type: typeOf(record.type),
    reference: formatReference(decodeKey(record.key)),
    value: record.value ? decodeText(record.value) : null,
    ...(old !== undefined && { oldValue: old }),
    isOpen,
  };
}

const typeOf = (type: string): LostUpdate['type'] => updateTypes.find((one) => one === type) ?? 'set';

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
