/**
 * What a restore would do, database by database, and why not: decided from the labels, the databases that are here and the journal that is
 * here, before anything is touched.
 * The restore itself goes by the same plan. Rules: engine facts 8.4, 8.6; portal facts 4.2.
 */
import path from 'node:path';
import type { InstanceQueryInput, InstanceView } from '../../contract/views.ts';
import { accepted, type ErrorCode, type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import { mirrorJournalLogName } from '../journal/journal-log.ts';
import { realPath } from '../../machine/real-path.ts';
import { DATABASE_FILE_NAME } from '../database/database-file.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { DatabaseDefinition } from '../store/config-store.ts';
import { folderOnHost } from '../databases/folder-on-host.ts';
import { pathOnHost } from '../databases/host-path.ts';
import type { BackupWorld } from './backup-world.ts';
import type { ConnectedMember } from '../dejournal/seat.ts';
import { exists } from '../ports/exists.ts';
import { toVolumeView } from './volume-view.ts';
import { instanceGuid, JournalPlaces } from './journal-places.ts';
import { type Chain, type ChainLink, resolveChains } from './restore-chain.ts';
import { readVolume, type VolumeSummary } from './volume-reader.ts';
import type { FileCount } from '../journal/position.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export type RestoreOrder = InstanceQueryInput<'restore-plan'>;
type RowView = InstanceView<'restore-plan'>['rows'][number];

/** One database that will be restored. */
export interface PlannedRestore {
  readonly chain: Chain;
  readonly links: readonly ChainLink[];
  readonly target: RestoreTarget;
  readonly isMirrored: boolean;
  /**
   * The mirror has no such database any more, and this is its primary: it is restored as an ordinary one, which can be added to the mirror
   * again.
   */
  readonly leavesMirror: boolean;
  /** The backup is of this very instance: its own journal can be applied. */
  readonly isOwn: boolean;
}

export interface RestoreTarget {
  readonly directory: string;
  /** The database that is defined there; null: it is made. */
  readonly definition: DatabaseDefinition | null;
}

export interface RestorePlan {
  readonly volumes: readonly VolumeSummary[];
  readonly view: InstanceView<'restore-plan'>;
  readonly restores: readonly PlannedRestore[];
}

type Verdict = { kind: 'restore'; links: readonly ChainLink[]; confirm: Refusal[] } | { kind: 'skip' | 'refuse'; reason: Refusal };

/** Refuses with P161, P163 when a file cannot be used at all. */
export async function planRestore(instance: BackupWorld, order: RestoreOrder, { isUnderWay = false } = {}): Promise<Outcome<RestorePlan>> {
  const volumes: VolumeSummary[] = [];
  for (const file of order.files) {
    const place = pathOnHost(instance, file, 'files');
    if (!place.ok) return place;
    const volume = await readVolume(place.value);
    if (!volume.ok) return { ok: false, refusal: { ...volume.refusal, field: 'files' } };
    if (!volume.value.trailer) return refused('P163', [file, 'its end is missing'], 'files');
    volumes.push(volume.value);
  }
  const places = await JournalPlaces.read(instance);
  const planner = new Planner(instance, order, places);
  const chains = resolveChains(volumes);
  const journal = await planner.judgeJournal(chains);
  const rows: RowView[] = [];
  const restores: PlannedRestore[] = [];
  const targets = new Set<string>();
  for (const chain of chains) {
    const selected = order.selected?.find(({ source }) => source === chain.source);
    if (order.selected && !selected) continue;
    const target = planner.targetOf(chain, selected?.target.trim() ?? '');
    let verdict = await planner.judge(chain, target, selected !== undefined);
    if (verdict.kind === 'restore' && targets.has(target.directory)) verdict = { kind: 'refuse', reason: say('P109', [target.directory]) };
    if (verdict.kind === 'restore') {
      targets.add(target.directory);
      const leavesMirror = planner.leavesMirror(chain);
      restores.push({
        chain,
        links: verdict.links,
        target,
        isMirrored: chain.database.mirror !== null && !leavesMirror,
        leavesMirror,
        isOwn: planner.isOwn(chain),
      });
    }
    rows.push(toRow(chain, target, verdict));
  }
  const unknown = order.selected?.find(({ source }) => !rows.some((row) => row.source === source));
  if (unknown) return refused('P104', ['directory', unknown.source], 'selected');
  const last = volumes.at(-1) as VolumeSummary;
  const isOther = last.label.instance.guid !== instanceGuid(instance);
  return accepted({
    volumes,
    restores,
    view: {
      volumes: volumes.map((volume) => toVolumeView(instance, volume)),
      mustLimitToMirrored: isOther && last.label.mirror ? true : null,
      rows,
      warnings: [...(journal.kind === 'unknown' ? ageWarnings(instance, last) : []), ...joinWarnings(instance, restores)],
      journal,
      restore:
        instance.backups.running && !isUnderWay
          ? say('P162')
          : (rows.find(({ verdict }) => verdict === 'refuse')?.reason ?? (restores.length === 0 ? (rows[0]?.reason ?? say('P177')) : null)),
    },
  });
}

class Planner {
  readonly #instance: BackupWorld;
  readonly #order: RestoreOrder;
  readonly #places: JournalPlaces;

  constructor(instance: BackupWorld, order: RestoreOrder, places: JournalPlaces) {
    this.#instance = instance;
    this.#order = order;
    this.#places = places;
  }

  isOwn(chain: Chain): boolean {
    return chain.made.instance.guid === instanceGuid(this.#instance);
  }

  /**
   * '' is the database's own place: the local copy of that mirrored database, else the directory it came from, below this instance when it
   * came from another.
   */
  targetOf(chain: Chain, wanted: string): RestoreTarget {
    const { options } = this.#instance;
    const copy = chain.database.mirror && this.#copyOf(chain);
    if (wanted === '' && copy) return { directory: copy.definition.directory, definition: copy.definition };
    const directory = wanted === '' ? this.#ownPlace(chain) : path.resolve(path.join(options.directory, 'mgr'), wanted);
    return {
      directory,
      definition: this.#databases().find(({ definition }) => realPath(definition.directory) === realPath(directory))?.definition ?? null,
    };
  }

  #ownPlace(chain: Chain): string {
    const { directory } = this.#instance.options;
    const relative = path.relative(chain.made.instance.directory, chain.source);
    const isInside = !relative.startsWith('..') && !path.isAbsolute(relative);
    return isInside ? path.join(directory, relative) : chain.source;
  }

  async judge(chain: Chain, target: RestoreTarget, isSelected: boolean): Promise<Verdict> {
    const isMirrored = chain.database.mirror !== null;
    if (!isMirrored && this.#order.limitToMirrored) return skip('P176', [chain.database.name]);
    if (!chain.links.ok) return { kind: 'refuse', reason: chain.links.refusal };
    const place = await this.#judgeTarget(chain, target);
    if (place) return { kind: isSelected ? 'refuse' : 'skip', reason: place };
    const refusal = isMirrored ? await this.#judgeMirrored(chain, target, isSelected) : this.#judgeOrdinary(chain, target, isSelected);
    if (refusal) return refusal;
    const confirm: Refusal[] = [];
    const copy = isMirrored ? this.#copyOf(chain) : null;
    if (copy && this.#isActive(copy.mounted)) confirm.push(say('P170', [copy.definition.name]));
    if (await exists(path.join(target.directory, DATABASE_FILE_NAME)))
      confirm.push(say('P171', [target.definition?.name ?? chain.database.name, target.directory]));
    return { kind: 'restore', links: chain.links.value, confirm };
  }

  async #judgeTarget(chain: Chain, { definition, directory }: RestoreTarget): Promise<Refusal | null> {
    const { database } = chain;
    const place = await folderOnHost(this.#instance, directory, 'selected');
    if (!place.ok && !definition) return place.refusal;
    if (definition?.isSystem) return say('P175', [definition.name]);
    const other = definition?.mirrored;
    if (other && other.databaseName !== database.mirror?.mirrorDatabaseName) return say('318', [definition.name]);
    return null;
  }

  async #judgeMirrored(chain: Chain, target: RestoreTarget, isSelected: boolean): Promise<Verdict | null> {
    const { mirror, mirrorDatabaseGuid, name } = chain.database;
    if (!mirror) return null;
    const member = this.#instance.mirrors.withGuid(mirror.mirrorGuid);
    if (!member) return this.#judgeBeforeJoining(chain, isSelected);
    const listed = member.config().databases.find((database) => database.name === mirror.mirrorDatabaseName);
    if (this.leavesMirror(chain)) return null;
    if (listed?.guid !== mirrorDatabaseGuid) return refuse('P172', [mirror.mirrorDatabaseName]);
    const isOfAsync = chain.made.mirror !== null && chain.made.mirror.memberType !== 'failover' && !this.isOwn(chain);
    // Facts 8.4: it may be behind, or lack what a reporting member leaves out.
    if (isOfAsync && (member.self().kind === 'failover' || this.#copyOf(chain))) return refuse('P183', []);
    const copy = this.#copyOf(chain);
    // A copy that is dismounted, or that needs catchup, is caught up with all that the mirror has since: nothing is taken back.
    if (member.isPrimary && copy && this.#isActive(copy.mounted))
      return isSelected ? refuse('P213', [copy.definition.name]) : skip('P213', [copy.definition.name]);
    if (copy && copy.definition.directory !== target.directory) return refuse('2063', [copy.definition.name]);
    if (!isSelected && !copy) return skip('P169', [mirror.mirrorDatabaseName]);
    if (!isSelected && copy && this.#isActive(copy.mounted)) return skip('P170', [copy.definition.name]);
    return this.#judgeGap(chain, { name, member });
  }

  /** The notes' order: restore, then join. It lies here read-only, and awaits activation once this instance is a member. */
  #judgeBeforeJoining(chain: Chain, isSelected: boolean): Verdict | null {
    const { mirror } = chain.database;
    if (this.#instance.mirror) return refuse('P167', [mirrorFile(chain), mirror?.mirrorName ?? '']);
    return isSelected || this.#copyOf(chain) ? null : skip('P169', [mirror?.mirrorDatabaseName ?? '']);
  }

  /**
   * Whether what follows the backup can be brought here, whichever of its databases are restored; what is lacking, or 'unknown' before this
   * instance has joined.
   */
  async judgeJournal(chains: readonly Chain[]): Promise<RestorePlan['view']['journal']> {
    for (const chain of chains) {
      const { mirror, name } = chain.database;
      if (!mirror || !chain.links.ok || this.leavesMirror(chain)) continue;
      const member = this.#instance.mirrors.withGuid(mirror.mirrorGuid);
      if (!member) return { kind: 'unknown' };
      const gap = await this.#judgeGap(chain, { name, member });
      if (gap && gap.kind !== 'restore') return { kind: 'lacks', reason: gap.reason };
    }
    return { kind: 'reaches' };
  }

  /**
   * Facts 8.6: from where the backup ends, every mirror journal file must be here, and be the same file, or another member's agent must
   * serve it.
   */
  async #judgeGap(chain: Chain, { name, member }: { name: string; member: ConnectedMember }): Promise<Verdict | null> {
    const mirrorName = chain.database.mirror?.mirrorName ?? '';
    const logName = path.join(path.dirname(this.#instance.journalDirectory), mirrorJournalLogName(mirrorName));
    const { position } = chain.database;
    const files = this.#places.ofMirror(mirrorName);
    const fileCount = position?.fileCount ?? 1;
    const gone = (count: number) => refuse('2000', [String(count), name, logName]);
    const last = files.at(-1);
    const hindrance = member.driver.state.hindrance?.obstacle;
    const lacking = hindrance?.kind === 'file' && !member.isPrimary ? hindrance.fileCount : null;
    // The primary does not have the file that this member would need next: with a copy from behind it the journal begins anew, an older one
    // would not help.
    if (lacking !== null && (!last || lacking >= last.fileCount)) return position && fileCount > lacking ? null : gone(lacking);
    if (last && fileCount > last.fileCount) return refuse('P173', [name, String(fileCount), String(position?.offset ?? 0)]);
    const first = files.find((file) => file.fileCount === fileCount);
    const next = files[0];
    // It had everything of a file that is gone.
    const isComplete =
      position && next?.fileCount === fileCount + 1 && next.previous?.guid === position.fileGuid && next.previous.end <= position.offset;
    if (!first) return isComplete || (await this.#isServed(member, fileCount)) ? null : gone(fileCount);
    for (const [index, file] of files.filter((candidate) => candidate.fileCount >= fileCount).entries())
      if (file.fileCount !== fileCount + index) return gone(fileCount + index);
    if (!position) return null;
    if (first.fileGuid !== position.fileGuid) return refuse('2123', [chain.made.mirror?.memberName ?? '', member.self().name]);
    if (position.offset <= first.end) return null;
    return first === last
      ? refuse('P173', [name, String(fileCount), String(position.offset)])
      : refuse('2123', [chain.made.mirror?.memberName ?? '', member.self().name]);
  }

  /** Files before the first one here are fetched when the restore begins; one that is missing in between is not. */
  async #isServed(member: ConnectedMember, fileCount: FileCount): Promise<boolean> {
    const first = member.journal.files()[0];
    if (!first || first.fileCount <= fileCount) return false;
    const served = this.#served.get(member) ?? (await filesOfOthers(member));
    this.#served.set(member, served);
    for (let needed = fileCount; needed < first.fileCount; needed++) if (!served.has(needed)) return false;
    return true;
  }
  readonly #served = new Map<ConnectedMember, ReadonlySet<number>>();

  #judgeOrdinary(chain: Chain, target: RestoreTarget, isSelected: boolean): Verdict | null {
    if (this.isOwn(chain)) return null;
    // Directories of another machine say nothing about this one.
    const hasOwnTarget = isSelected && (this.#order.selected?.find(({ source }) => source === chain.source)?.target.trim() ?? '') !== '';
    if (!isSelected) return skip('P182', []);
    return hasOwnTarget || target.definition ? null : refuse('P182', []);
  }

  /** Engine facts 8.4: what was removed from the mirror may be restored on its primary, from a backup of this mirror. */
  leavesMirror({ database }: Chain): boolean {
    const { mirror } = database;
    const member = mirror && this.#instance.mirrors.withGuid(mirror.mirrorGuid);
    if (!mirror || !member?.isPrimary) return false;
    return !member.config().databases.some(({ name }) => name === mirror.mirrorDatabaseName);
  }

  /** The local copy of a mirrored database. */
  #copyOf(chain: Chain): { definition: DatabaseDefinition; mounted: MountedDatabase | null } | null {
    const { mirror } = chain.database;
    return (
      this.#databases().find(
        ({ definition, mounted }) =>
          definition.mirrored?.databaseName === mirror?.mirrorDatabaseName ||
          (mounted?.file.identity.mirror ?? null)?.mirrorDatabaseName === mirror?.mirrorDatabaseName,
      ) ?? null
    );
  }

  /** It takes part in the mirror: it has, or gets from the journal, all that the backup holds. */
  #isActive(mounted: MountedDatabase | null): boolean {
    return mounted !== null && this.#instance.standingOf(mounted) === 'linked';
  }

  #databases(): { definition: DatabaseDefinition; mounted: MountedDatabase | null }[] {
    return this.#instance.databases();
  }
}

const mirrorFile = (chain: Chain) => (chain.links.ok ? (chain.links.value.at(-1)?.volume.file ?? '') : '');
const say = (code: ErrorCode, args: readonly string[] = []): Refusal => ({ code, args });
const skip = (code: ErrorCode, args: readonly string[]): Verdict => ({ kind: 'skip', reason: say(code, args) });
const refuse = (code: ErrorCode, args: readonly string[]): Verdict => ({ kind: 'refuse', reason: say(code, args) });

function toRow(chain: Chain, target: RestoreTarget, verdict: Verdict): RowView {
  const { mirror, name } = chain.database;
  return {
    name,
    source: chain.source,
    mirrorDatabase: mirror ? `:mirror:${mirror.mirrorName}:${mirror.mirrorDatabaseName}` : '',
    target: { directory: target.directory, database: target.definition?.name ?? null },
    verdict: verdict.kind,
    reason: verdict.kind === 'restore' ? null : verdict.reason,
    confirm: verdict.kind === 'restore' ? verdict.confirm : [],
  };
}

/** The journal of a database that waits for its mirror comes when this instance joins it. */
const joinWarnings = (instance: BackupWorld, restores: readonly PlannedRestore[]): RowView['confirm'] =>
  restores.flatMap(({ chain: { database } }) =>
    database.mirror && !instance.mirrors.withGuid(database.mirror.mirrorGuid)
      ? [{ code: 'P551' as const, args: [database.name, database.mirror.mirrorName] }]
      : [],
  );

/** The notes' case: the backup took two days, and the primary keeps its journal for one. Where the journal was looked at, that counts. */
function ageWarnings(instance: BackupWorld, { label }: VolumeSummary): RowView['confirm'] {
  if (label.purgeAfterDays === null || !label.mirror) return [];
  const days = (instance.clock.wallTime().getTime() - new Date(label.madeAt).getTime()) / DAY_MS;
  return days > label.purgeAfterDays ? [{ code: 'P174', args: [days.toFixed(1), String(label.purgeAfterDays)] }] : [];
}

/** Numbers of the mirror journal files that the agents of the other members have. */
async function filesOfOthers(member: ConnectedMember): Promise<ReadonlySet<number>> {
  const others = member.config().members.filter(({ guid }) => guid !== member.self().guid);
  const lists = await Promise.all(others.map((other) => member.agents.journalFiles(other)));
  return new Set(lists.flatMap((files) => files?.map(({ fileCount }) => fileCount) ?? []));
}
