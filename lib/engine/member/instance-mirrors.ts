/**
 * The mirrors that an instance belongs to: one for a failover member or DR async, up to ten for a reporting async (engine facts 1.2).
 *
 * Each has a seat of its own: membership, the mirror's journal files on this disk, what applies them to its databases, and the member
 * itself while its configuration is activated. Nothing of one seat is used for another, so what goes wrong in one mirror leaves the others
 * alone. An instance without a mirror keeps one unused set of this equipment, which its first mirror takes over.
 *
 * Only an instance with exactly one seat can be primary: with more, or none, its journal does not know whose term it should begin.
 */
import type { MirroredDatabase } from '../../contract/mirror-config.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import { removeValidatedMemberEdit } from '../agent/validated-member.ts';
import type { DatabaseFile } from '../database/database-file.ts';
import type { Membership } from '../store/config-store.ts';
import { Dejournaling } from '../dejournal/dejournaling.ts';
import type { MemberWorld } from './member-world.ts';
import { renounceLeading } from './lost-end.ts';
import type { MirrorHistory } from '../journaling/mirror-history.ts';
import { MirrorMember } from './mirror-member.ts';
import type { Equipment } from './equipment.ts';
import { MirrorSeat } from './mirror-seat.ts';
import { mirrorUpdaters } from '../dejournal/mirror-updaters.ts';
import { isAtHome } from '../databases/mirrored-standing.ts';

/** Engine facts 1.2. */
export const ASYNC_MIRRORS_MAX = 10;

export class InstanceMirrors {
  readonly #instance: MemberWorld;
  #seats: MirrorSeat[] = [];
  /** Of an instance without a mirror. */
  #spare: Equipment;
  /** The instance has left its last mirror in this run: a new one is joined after a restart. */
  hasLeft = false;

  constructor(instance: MemberWorld) {
    this.#instance = instance;
    this.#spare = this.#equip(instance.journal.newHistory());
  }

  /** In the order in which the mirrors were joined, whether activated or not. */
  seats(): readonly MirrorSeat[] {
    return this.#seats;
  }

  /** The activated members. */
  members(): MirrorMember[] {
    return this.#seats.flatMap(({ member }) => member ?? []);
  }

  /** The first of them; asked at every update. */
  first(): MirrorMember | null {
    return this.#seats.find(({ member }) => member !== null)?.member ?? null;
  }

  named(mirrorName: string): MirrorSeat | undefined {
    return this.#seats.find(({ membership }) => membership.mirrorName === mirrorName);
  }

  /** The activated member of the mirror with this GUID. */
  withGuid(mirrorGuid: string): MirrorMember | undefined {
    return this.members().find(({ membership }) => membership.mirrorGuid === mirrorGuid);
  }

  /**
   * The seat of the mirror that the file belongs to; undefined for an ordinary file, and for one of a mirror that this instance does not
   * belong to.
   */
  seatOf(file: DatabaseFile): MirrorSeat | undefined {
    const mirrorGuid = file.identity.mirror?.mirrorGuid;
    return this.#seats.find(({ membership }) => membership.mirrorGuid === mirrorGuid);
  }

  /**
   * What follows, or would follow, the mirror of this file. For a file of no mirror of this instance it remembers what is said of it, and
   * never follows it.
   */
  dejournalerOf(file: DatabaseFile): Dejournaling {
    return (this.seatOf(file)?.equipment ?? this.#first).dejournaler;
  }

  /** One for each mirror; one also without any. */
  dejournalers(): Dejournaling[] {
    return this.#seats.length === 0 ? [this.#spare.dejournaler] : this.#seats.map(({ dejournaler }) => dejournaler);
  }

  /** Of the first mirror: of the only one that a failover member or DR async has. */
  get dejournaler(): Dejournaling {
    return this.#first.dejournaler;
  }

  get #first(): Equipment {
    return this.#seats[0]?.equipment ?? this.#spare;
  }

  #equip(history: MirrorHistory): Equipment {
    const instance = this.#instance;
    const updaters = mirrorUpdaters({
      member: () => this.#seats.find((seat) => seat.history === history)?.member ?? null,
      processes: instance.processes,
    });
    const dejournaler = new Dejournaling({
      history,
      databases: () => instance.storage.mirrored().filter(({ file }) => this.#isServedBy(file, history)),
      isSuspended: () => instance.journal.isPrimary,
      isAtHome: (file) => isAtHome(file, this.seatOf(file)?.membership ?? null),
      bornAt: (file) => this.#listed(file)?.bornAt ?? null,
      missingRequired: () => instance.storage.byMirror.missingRequired(),
      updaters,
      log: (severity, text) => instance.note(severity, text),
    });
    return { history, dejournaler, updaters };
  }

  /** As the mirror lists it. */
  #listed(file: DatabaseFile): MirroredDatabase | undefined {
    const guid = file.identity.mirror?.databaseGuid ?? null;
    return guid === null ? undefined : this.seatOf(file)?.membership.configuration?.databases.find((database) => database.guid === guid);
  }

  /** A file of a foreign mirror needs attention where there is one mirror, or none; with several it would be nobody's. */
  #isServedBy(file: DatabaseFile, history: MirrorHistory): boolean {
    const seat = this.seatOf(file);
    return seat ? seat.history === history : this.#seats.length < 2 && this.#first.history === history;
  }

  /** One joining, creating or leaving of a mirror after the other: what was checked for one must still hold when it is carried out. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#changes.then(work);
    this.#changes = turn.catch(() => undefined);
    return turn;
  }
  #changes: Promise<unknown> = Promise.resolve();

  /** A seat that is not activated (yet). */
  add(membership: Membership): MirrorSeat {
    const equipment = this.#seats.length === 0 ? this.#spare : this.#equip(this.#instance.journal.newHistory());
    const seat = new MirrorSeat(equipment, membership);
    const { dejournaler: before } = this;
    this.#seats = [...this.#seats, seat];
    // What was mounted before the mirror was joined, and remembered as behind, is that to the new mirror.
    for (const { file } of this.#instance.storage.mirrored()) {
      if (this.seatOf(file) !== seat || seat.dejournaler === before || before.stateOf(file) !== 'behind') continue;
      before.forget(file);
      seat.dejournaler.setBehind(file);
    }
    return seat;
  }

  /**
   * Activates a membership that the configuration store has. Rejects with a sentence when what is written down of it is damaged, before
   * anything is written anew.
   */
  async start(membership: Membership): Promise<void> {
    const instance = this.#instance;
    const damage = await instance.store.membershipDamage(membership.mirrorName);
    if (damage) throw new Error(refusalText(damage, 'en'));
    const seat = this.named(membership.mirrorName) ?? this.add(membership);
    await instance.storage.byMirror.stampHomes(membership);
    let stored = membership;
    const renounce = async () => {
      stored = await renounceLeading(instance, membership);
    };
    await seat.history.load(
      { guid: membership.mirrorGuid, name: membership.mirrorName },
      (severity, text) => instance.note(severity, text),
      renounce,
    );
    seat.member = await MirrorMember.start(instance, seat, stored);
    instance.storage.refreshWritability();
  }

  /**
   * The member ends; its configuration stays, inactive. For one that is ending it resolves with that. The other mirrors are not touched.
   */
  deactivate(member: MirrorMember): Promise<void> {
    const ending = this.#endings.get(member) ?? this.#end(member);
    this.#endings.set(member, ending);
    return ending;
  }
  readonly #endings = new WeakMap<MirrorMember, Promise<void>>();

  async #end(member: MirrorMember): Promise<void> {
    const seat = this.#seats.find((candidate) => candidate.member === member);
    if (!seat) return;
    seat.membership = { ...member.membership, joinMirror: false };
    seat.member = null;
    await member.close();
    await this.#instance.store.saveMembership(seat.membership);
    await this.#instance.register();
  }

  async changeInactive(seat: MirrorSeat, part: Pick<Membership, 'joinMirror'>): Promise<void> {
    if (seat.member) return;
    seat.membership = { ...seat.membership, ...part };
    await this.#instance.store.saveMembership(seat.membership);
  }

  /** The last step of a removal. With the last mirror the instance must be restarted before it joins one again. */
  async forget(seat: MirrorSeat): Promise<void> {
    const { history, dejournaler, updaters } = seat.equipment;
    await dejournaler.setStopped(true);
    await dejournaler.setFilter(null);
    await this.#instance.store.removeMembership(seat.membership.mirrorName);
    // What was meant for the member that was here is meant for nobody now; one that cannot be read would keep down the next.
    if (this.#seats.length === 1) await removeValidatedMemberEdit(this.#instance.options.directory);
    this.#seats = this.#seats.filter((kept) => kept !== seat);
    if (this.#seats.length === 0) {
      this.#spare = seat.equipment;
      this.hasLeft = true;
    } else {
      await history.close();
      await updaters.close();
    }
    this.#instance.storage.refreshWritability();
    await this.#instance.register();
  }

  /** Which history this instance would write as primary: that of its only mirror. */
  get led(): { history: MirrorHistory; mirror: { guid: string; name: string } | null } {
    const only = this.#seats.length === 1 ? this.#seats[0] : undefined;
    return { history: this.#first.history, mirror: only ? { guid: only.membership.mirrorGuid, name: only.membership.mirrorName } : null };
  }

  /** How far the databases of each mirror that had nothing to apply have come is in their files when it resolves. */
  async advancePositions(): Promise<void> {
    await Promise.all(this.dejournalers().map((dejournaler) => dejournaler.advancePositions()));
  }

  /** Clean stop: the primary hands over, nobody follows any more. The histories stay open for what is still being applied. */
  async resign(failover: boolean): Promise<void> {
    await Promise.all(this.members().map((member) => member.resign(failover)));
    for (const member of this.members()) member.driver.close({ inOrder: true });
  }

  async closeHistories(): Promise<void> {
    await Promise.all([...new Set([this.#spare, ...this.#seats.map(({ equipment }) => equipment)])].map(({ history }) => history.close()));
  }

  async closeUpdaters(): Promise<void> {
    await Promise.all([this.#spare, ...this.#seats.map(({ equipment }) => equipment)].map(({ updaters }) => updaters.close()));
  }
}
