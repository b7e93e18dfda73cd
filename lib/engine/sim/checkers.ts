/**
 * What must hold in every simulated mirror, whatever happens to it.
 *
 * 1. One writer. A term belongs to one member. Opening a term (its journal file is durable) ends all earlier ones: an acknowledgement given
 * in an earlier term after that moment must be
 *    for a record that the later term has inherited, for then it tells the truth, late.
 * 2. No acknowledged write is lost: it is in the journal of every term opened later, is never cut off, and in the end is in both journals
 * and both databases.
 *    What the history of a new primary holds is in its databases when its term begins, and databases with the same position are equal.
 * 3. A database never holds a record that is not durable in its own journal, nor, on a primary with an Active backup, one that is not
 * durable there.
 *    While a primary commits alone, the other member may not be in a position to take over without asking for its journal: neither by the
 * arbiter's word nor because it believes
 *    that no trouble timeout can have passed. This is checked after every step, because the harm itself needs two more accidents.
 *    A backup applies only what a primary has committed.
 * 4. Words are kept: a member that said `dropped` is not Active, claims nothing and is not of a later term; one that accepted a proposal
 * asks nothing of its own; a planned stop leaves no
 *    durable write unanswered; the virtual IP is taken only in an open term, and never while the other member serves with it.
 * 5. Each global is a register: what is read is the last acknowledged write, or one that was unanswered or on its way (`registers.ts`).
 * 6. The databases of an async hold the beginning of what every later term inherits, and only what a primary has committed: nothing that
 * the mirror gives up. It never follows an
 *    earlier term than it has followed, in any life, and leaves a primary that has fallen silent. It can release no commit, because no word
 * of it reaches the machine of the primary.
 * 7. A fence kills the process that led before, and no member that has come back since.
 * 8. Nobody becomes a failover member but by a page of the configuration that a primary or a promoted member has written. When a promoted
 * member writes down that it leads, no former failover
 *    member can lead: each is down and locked out, or waits to hear its role. So it is with whom a primary writes off. No primary's word
 *    locks out one that has led after it.
 * 9. A forced member loses nothing beyond what the operator was told, has asked the other one's agent first, and nobody leads beside it
 *    (`force-check.ts`).
 * 10. Who only observes takes over from nobody by itself (`observe-check.ts`).
 * 10. In the end all journals are the same, and each database holds its journal's records in their order.
 */
import { asyncSilenceMs } from '../mirror/async-member.ts';
import { isBefore, isSamePosition, type JournalPosition } from '../journal/position.ts';
import { type Belonging, partnerIn, type Roll } from '../mirror/roll.ts';
import type { Effect, MirrorEvent } from '../mirror/events.ts';
import type { MirrorState, PrimaryRole, Role } from '../mirror/state.ts';
import { termOf } from '../mirror/turn.ts';
import { relianceMs } from '../mirror/timing.ts';
import { ForceCheck } from './force-check.ts';
import { ObserveCheck } from './observe-check.ts';
import { PurgeCheck } from './purge-check.ts';
import { Registers } from './registers.ts';
import { describeRoll } from './trace.ts';
import type { AsyncProcess, FailoverProcess, Host, Rules, Stage } from './stage.ts';

/** GUIDs, in the order of the roll. */
const failoverMembersOf = ({ members }: Roll) => members.flatMap(({ guid, kind }) => (kind === 'failover' ? [guid] : []));

/** It is none by what it has written down, waits to hear its role, or will when it starts. */
const cannotLead = ({ disk: { belonging, promotion, edit }, instance }: Host) =>
  belonging.kind !== 'failover' || promotion === 'role-unknown' || (instance === null && edit.length > 0);

interface OpenedTerm {
  readonly epoch: number;
  readonly inherited: ReadonlySet<number>;
}

export class Checkers implements Rules {
  acknowledgedCount = 0;
  asyncAppliedCount = 0;
  readonly registers: Registers;
  readonly force: ForceCheck;
  readonly purge: PurgeCheck;
  readonly observing: ObserveCheck;
  private readonly world: Stage;
  private readonly acknowledgedRecords = new Set<number>();
  private readonly owners = new Map<number, string>();
  private readonly terms: OpenedTerm[] = [];
  private readonly committedRecords = new Set<number>();
  /** Pages of the configuration, by version: GUIDs of the failover members, of each that was written. */
  private readonly pages = new Map<number, (readonly string[])[]>();
  /** Of the latest page that a promoted member has written down, and, by name, of those that are about to write one. */
  private promotedVersion = 0;
  private readonly promoting = new Map<string, number>();
  /** By async: the last term that it followed. */
  private readonly followedTerms = new Map<string, number>();

  constructor(world: Stage) {
    this.world = world;
    this.force = new ForceCheck(world);
    this.purge = new PurgeCheck(world, (host) => this.force.isForked(host));
    this.observing = new ObserveCheck(world);
    this.registers = new Registers((sentence) => world.violated('register', sentence));
  }

  termOpened(options: { host: Host; epoch: number }): void {
    const { host, epoch } = options;
    this.own(host, epoch);
    const records = host.disk.journal.records();
    const inherited = new Set(records);
    this.giveUp();
    this.force.termOpened(host);
    this.observing.termOpened(host);
    for (const record of this.acknowledgedRecords)
      if (!inherited.has(record) && !this.force.givenUpRecords.has(record))
        this.world.violated('no-lost-write', `${host.name} opens term ${epoch} without the acknowledged write ${record}`);
    for (const term of this.terms)
      if (term.epoch >= epoch) this.world.violated('one-writer', `${host.name} opens term ${epoch} after term ${term.epoch}`);
    for (const async of this.world.asyncs) {
      const { name, disk } = async;
      if (this.force.isForked(async)) continue;
      const stray = disk.database.records.find((record, place) => records[place] !== record);
      if (stray !== undefined)
        this.world.violated(
          'async-follows',
          `${host.name} opens term ${epoch} without record ${stray}, or not in that place, which the database of the async ${name} holds`,
        );
    }
    this.terms.push({ epoch, inherited });
    this.checkDatabase(host, records);
  }

  private giveUp(): void {
    if (this.force.settle()) this.registers.giveUp(this.force.givenUpRecords);
  }

  /** An operator is about to force it, having read what that loses; false: nobody does that here. */
  mayForce(host: Host, other: Host): boolean {
    this.giveUp();
    return this.force.announce(host, other);
  }

  /** A member does not go on with what another one has: `what` it refuses. `from`: whose journal it was to fetch. */
  refuses(host: Host, what: string, from: Host | null = null): void {
    this.giveUp();
    if (!this.purge.isLeftBehind(host, from)) this.force.refuses(host, what, from);
  }

  /** Before its first own write: from then on its databases are written by its commits, and what they lack stays out of them. */
  private checkDatabase({ name, disk }: Host, records: readonly number[]): void {
    const { database } = disk;
    if (JSON.stringify(database.records) !== JSON.stringify(records))
      this.world.violated('database-follows', `the database of the new primary ${name} does not hold what its history holds`);
    for (const other of this.world.hosts) {
      if (!isSamePosition(other.disk.database.applied, database.applied) || this.force.isForked(other)) continue;
      if (JSON.stringify(other.disk.database.records) !== JSON.stringify(database.records))
        this.world.violated('database-follows', `the databases of ${name} and ${other.name} have applied the same and differ`);
    }
  }

  /** A later term than this one is open: its primary may not acknowledge any more, and what it lets read may be old. */
  isSuperseded(epoch: number): boolean {
    return this.terms.some((term) => term.epoch > epoch);
  }

  private own(host: Host, epoch: number): void {
    const owner = this.owners.get(epoch) ?? host.name;
    if (owner !== host.name) this.world.violated('one-writer', `term ${epoch} is used by ${owner} and by ${host.name}`);
    this.owners.set(epoch, host.name);
  }

  acknowledged(options: { host: Host; epoch: number; record: number; role: PrimaryRole }): void {
    const { host, epoch, record, role } = options;
    this.own(host, epoch);
    for (const term of this.terms) {
      if (term.epoch > epoch && !term.inherited.has(record))
        this.world.violated(
          'one-writer',
          `${host.name} acknowledges write ${record} in term ${epoch} while term ${term.epoch} is open without it`,
        );
    }
    if (!host.disk.journal.holds(record))
      this.world.violated('durable-first', `${host.name} acknowledges write ${record}, which is not durable in its own journal`);
    if (!host.holdsVirtualIp) this.world.violated('virtual-ip', `${host.name} acknowledges write ${record} without the virtual IP`);
    this.checkBackup(host, role, `${host.name} acknowledges write ${record}`, record);
    this.acknowledgedRecords.add(record);
    this.acknowledgedCount += 1;
  }

  applied(options: { host: Host; record: number; role: Role }): void {
    const { host, record, role } = options;
    if (!host.disk.journal.holds(record))
      this.world.violated('durable-first', `the database of ${host.name} gets record ${record}, which is not durable in its journal`);
    if ((role.kind === 'backup' || role.kind === 'synchronizing') && !this.committedRecords.has(record))
      this.world.violated(
        'committed-first',
        `the database of the backup ${host.name} gets record ${record}, which the primary has not committed`,
      );
    if (role.kind === 'primary') this.checkBackup(host, role, `the database of ${host.name} gets record ${record}`, record);
  }

  appliedByAsync({ name, disk }: Host, record: number): void {
    this.asyncAppliedCount += 1;
    if (!disk.journal.holds(record))
      this.world.violated('durable-first', `the database of the async ${name} gets record ${record}, which is not durable in its journal`);
    if (!this.committedRecords.has(record))
      this.world.violated(
        'committed-first',
        `the database of the async ${name} gets record ${record}, which the primary has not committed`,
      );
  }

  asyncFollows({ name }: Host, epoch: number): void {
    const latest = this.followedTerms.get(name) ?? 0;
    if (epoch < latest) this.world.violated('async-follows', `the async ${name} follows term ${epoch} after term ${latest}`);
    this.followedTerms.set(name, epoch);
  }

  /** After each of its ticks: `silentMs`, by its own clock, without a word on the link that it keeps. */
  asyncListens({ name }: Host, silentMs: number): void {
    if (silentMs >= asyncSilenceMs(this.world.temper.qosTimeoutMs))
      this.world.violated('async-follows', `the async ${name} stays with a primary that has been silent for ${silentMs.toFixed(0)} ms`);
  }

  /** By a primary, or by a member that is promoted without one. */
  pageWritten(roll: Roll): void {
    this.pages.set(roll.version, [...(this.pages.get(roll.version) ?? []), failoverMembersOf(roll)]);
  }

  /** What a member is about to write down of itself. */
  writesDown({ name, disk }: Host, { kind, roll }: Belonging): void {
    const named = failoverMembersOf(roll);
    const written = this.pages.get(roll.version) ?? [];
    const isWritten = written.some((members) => members.join() === named.join());
    if (kind === 'failover' && disk.belonging.kind !== 'failover' && !isWritten)
      this.world.violated('written-in', `${name} becomes a failover member by ${describeRoll(roll)}, which no primary has written`);
    if (kind === 'failover' && disk.belonging.kind !== 'failover' && roll.version < this.promotedVersion)
      this.world.violated(
        'written-in',
        `${name} becomes a failover member by ${describeRoll(roll)}, and another one leads by a promotion since`,
      );
    // One that dies before has led by nobody's word (seed 2008 of losing ends).
    if (kind === 'failover' && this.promoting.get(name) === roll.version)
      this.promotedVersion = Math.max(this.promotedVersion, roll.version);
    // Who crosses itself out does it before the primary writes that page, and names nobody whom the page before does not name.
    const before = this.pages.get(roll.version - 1) ?? [];
    const isKnown = isWritten || [...written, ...before].some((members) => named.every((guid) => members.includes(guid)));
    if (!isKnown) this.world.violated('written-in', `${name} writes down ${describeRoll(roll)}, which names others than any primary has`);
  }

  /** Its page is about to be written down: from then on there is no way back. */
  promotedMemberLeads({ name, self, disk }: Host, { planned, page }: { readonly planned: Roll; readonly page: Roll }): void {
    this.promoting.set(name, page.version);
    if (failoverMembersOf(planned).join() !== failoverMembersOf(disk.belonging.roll).join())
      this.world.violated(
        'locked-out',
        `${name} is about to lead by what was planned for ${describeRoll(planned)}, and has ${describeRoll(disk.belonging.roll)} written down`,
      );
    const isNamed = ({ guid }: Host['self']) =>
      disk.belonging.roll.members.some((entry) => entry.guid === guid && entry.kind === 'failover');
    // Those of whom it has not heard, too.
    for (const former of this.world.hosts) {
      if (former.self.guid === self.guid || !(isNamed(former.self) || former.disk.belonging.kind === 'failover')) continue;
      if (!cannotLead(former))
        this.world.violated('locked-out', `${name} is about to lead by its own promotion, and ${former.name} may lead, too`);
    }
  }

  /** A primary begins to. */
  changesRoles({ name, onlyPrimary }: Host): void {
    if (onlyPrimary !== null)
      this.world.violated('no-failover', `${name} changes who the failover members are although no failover is set`);
  }

  /** By the agent of that one, for a primary that led in term `epoch`: whoever led after it is to be left alone. */
  lockedOutBy(epoch: number, { name, disk }: Host): void {
    if (disk.journal.state.epoch > epoch)
      this.world.violated(
        'locked-out',
        `${name}, which has journal of term ${disk.journal.state.epoch}, is locked out by the word of term ${epoch}`,
      );
  }

  /** A primary is about to write down a page: whoever is no failover member on it any more can lead no more. */
  writtenOff({ name, disk }: Host, next: Roll): void {
    const staying = failoverMembersOf(next);
    for (const guid of failoverMembersOf(disk.belonging.roll)) {
      if (staying.includes(guid)) continue;
      const former = this.world.hostWith(guid);
      if (!cannotLead(former)) this.world.violated('locked-out', `${name} writes ${former.name} off, which may lead`);
    }
  }

  private checkBackup(host: Host, role: PrimaryRole, what: string, record: number): void {
    if (role.backup.kind !== 'connected' || role.backup.standing !== 'active') return;
    const backup = this.partnerOf(host);
    // One whose newest file was deleted since had it, and waits to hear its role.
    if (backup && !backup.disk.journal.holds(record) && !backup.disk.journal.lostRecords.includes(record))
      this.world.violated('backup-has-it', `${what}, which the Active backup does not have`);
  }

  /** By a primary, or by a member that opens a term with it in its journal. */
  committed(record: number): void {
    this.committedRecords.add(record);
  }

  takingVirtualIp({ host, epoch }: { host: Host; epoch: number }): void {
    if (this.terms.at(-1)?.epoch !== epoch)
      this.world.violated('virtual-ip', `${host.name} takes the virtual IP before its term ${epoch} is open`);
    const role = host.instance?.machine.role;
    // By the arbiter's word, or a person's, it may still be on the card of an old primary that cannot be reached: that one waits for us
    // with every write.
    if (role?.kind !== 'taking-over' || role.cause === 'arbiter' || role.cause === 'forced') return;
    const other = this.world.hosts.find((candidate) => candidate !== host && candidate.holdsVirtualIp && candidate.instance?.isServing);
    if (other) this.world.violated('virtual-ip', `${host.name} takes the virtual IP (${role.cause}) while ${other.name} serves with it`);
  }

  /** `victim` is about to be killed for `by`, which leads already. */
  fenced({ by, victim }: { by: Host; victim: FailoverProcess | AsyncProcess }): void {
    const ledBefore =
      victim.machine.role.kind === 'primary' ||
      victim.machine.role.kind === 'taking-over' ||
      by.disk.durable.followed?.process === victim.life.name;
    if (!ledBefore) this.world.violated('fence', `${by.name} has ${victim.host.name} killed, which has come back since`);
  }

  /** A primary that hands over has answered everything that is durable here; what is still on its way to the disk has no answer. */
  closingDatabases({ host, role, waitingCount }: { host: Host; role: Role; waitingCount: number }): void {
    if (role.kind === 'primary' && waitingCount > 0)
      this.world.violated('planned-stop', `${host.name} hands over with ${waitingCount} durable writes unanswered`);
  }

  /** An answer counts only while its question is open: who has promised or turned elsewhere since may not act on it. */
  tookOver(host: Host, before: Role, event: MirrorEvent, { role, settings: { onlyPrimary, self } }: MirrorState): void {
    const who = host.name;
    const cause = role.kind === 'taking-over' ? role.cause : 'ordered';
    // Whoever has no other member is asked by nobody, and asks nobody.
    const isOrdered =
      cause === 'ordered' || cause === 'promoted' || cause === 'forced' || (before.kind === 'deciding' && before.order === 'force');
    if (!isOrdered && onlyPrimary !== null && onlyPrimary !== self.guid)
      this.world.violated('no-failover', `${who} takes over although no failover is set`);
    if (this.world.roleOrders.isPrepared(host) && (cause === 'promoted' || (!isOrdered && host.disk.promotion === 'prepared')))
      this.world.violated('no-failover', `${who} leads by a promotion that waits for no failover to be cleared`);
    if (cause === 'forced') this.force.tookOver(who, event);
    if (!('inquiry' in event) || before.kind !== 'deciding') return;
    const open = 'inquiry' in before.inquiry ? before.inquiry.inquiry : null;
    if (event.inquiry !== open)
      this.world.violated(
        'word-kept',
        `${who} takes over by the answer to question ${event.inquiry}, while ${open === null ? 'no question' : `question ${open}`} is open`,
      );
  }

  /** What a member has just said binds it. */
  said(host: Host, before: Role, machine: MirrorState, effects: readonly Effect[]): void {
    this.observing.stepped(host, before, machine, effects);
    const { role, journal } = machine;
    for (const effect of effects) {
      if (effect.kind === 'tell-arbiter' && effect.message.kind === 'dropped') {
        if (role.kind === 'backup' && role.active)
          this.world.violated('word-kept', `${host.name} says that it dropped its Active status, and is Active`);
        if (role.kind === 'deciding' && (role.inquiry.kind === 'asking-arbiter' || role.completeUntilMs > 0))
          this.world.violated('word-kept', `${host.name} says that it dropped its Active status, and still counts on it`);
        if (journal.epoch > termOf(effect.message.arrangement))
          this.world.violated('word-kept', `${host.name} lets the primary of an earlier term go on (${effect.message.arrangement})`);
      }
      if (
        effect.kind === 'answer-partner' &&
        effect.answer.kind === 'verdict' &&
        effect.answer.accepted &&
        role.kind === 'deciding' &&
        role.inquiry.kind !== 'idle'
      )
        this.world.violated(
          'word-kept',
          `${host.name} accepts the other member's proposal and goes on with its own question (${role.inquiry.kind})`,
        );
    }
  }

  stepTaken(): void {
    // At once: a member that is forced again opens another term, and who was ahead of the first one is forked by that.
    this.giveUp();
    for (const host of this.world.hosts) {
      const { name, instance } = host;
      if (instance?.kind !== 'failover') continue;
      const { role } = instance.machine;
      if (role.kind !== 'primary' || role.trouble.kind !== 'none') continue;
      if (role.backup.kind === 'connected' && role.backup.standing !== 'catching-up') continue;
      if (instance.isServing && this.isSuperseded(instance.machine.durable.epoch))
        this.world.violated(
          'one-writer',
          `${name} may acknowledge writes alone in term ${instance.machine.durable.epoch} while a later term is open`,
        );
      for (const other of this.world.hosts) {
        if (other === host || other.instance === null) continue;
        const threat = this.whyMayTakeOver(other);
        if (threat !== null) this.world.violated('alone-or-not', `${name} commits alone while ${other.name} may take over: ${threat}`);
      }
    }
  }

  /** As the primary has it written down. */
  private partnerOf({ disk, self }: Host): Host | null {
    const entry = partnerIn(disk.belonging.roll, self.guid);
    return entry && this.world.hostWith(entry.guid);
  }

  private whyMayTakeOver(host: Host): string | null {
    const role = host.instance?.machine.role;
    const now = this.world.clockOf(host);
    if (role?.kind === 'backup' && role.active) {
      if (role.mode.kind === 'arbiter')
        return this.world.arbiter?.mayTakeOverBy(role.mode.arrangement) ? 'the arbiter would grant its claim' : null;
      return now < role.echoedMs + relianceMs(this.world.temper.qosTimeoutMs) ? 'it believes that it knows everything' : null;
    }
    if (role?.kind !== 'deciding') return null;
    if (role.inquiry.kind === 'asking-arbiter' && this.world.arbiter?.mayTakeOverBy(role.inquiry.arrangement))
      return 'its claim lies with the arbiter';
    return now < role.completeUntilMs ? 'it believes that it knows everything' : null;
  }

  aboutToCut(host: Host, position: JournalPosition): void {
    this.giveUp();
    for (const [record, place] of host.disk.journal.places) {
      if (!isBefore(place, position) && this.acknowledgedRecords.has(record) && !this.force.givenUpRecords.has(record))
        this.world.violated('no-lost-write', `${host.name} is about to cut off the acknowledged write ${record}`);
    }
  }

  /** After healing and a pause in writing. */
  atTheEnd(): void {
    const [one] = this.world.hosts;
    if (one === undefined) return;
    const history = JSON.stringify(one.disk.journal.history());
    for (const { name, disk } of this.world.hosts)
      if (JSON.stringify(disk.journal.history()) !== history)
        this.world.violated('one-history', `the journals of ${one.name} and ${name} differ`);
    this.registers.atTheEnd(one.disk.journal.records());
    for (const { name, disk } of this.world.hosts) {
      const records = disk.journal.records();
      const held = new Set(records);
      for (const record of this.acknowledgedRecords)
        if (!held.has(record) && !this.force.givenUpRecords.has(record))
          this.world.violated('no-lost-write', `the acknowledged write ${record} is not in the journal of ${name}`);
      if (JSON.stringify(records) !== JSON.stringify(disk.database.records))
        this.world.violated('database-follows', `the database of ${name} is not what its journal says`);
    }
  }
}
