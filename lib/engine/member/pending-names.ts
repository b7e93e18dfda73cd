/**
 * Members that prove another X.509 distinguished name than the mirror's configuration has for them, since their certificate was replaced
 * (engine facts 7.4).
 *
 * A connection of such a member is refused, and what it showed is kept until a person decides: the request is the attempt itself, which its
 * authority's signature and its GUID come with. Only names that the trusted authority has signed get this far. A primary is the one that
 * others ask who is a member, so its own new name needs no permission; whoever is connected hears of it on the connection that the old name
 * opened.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { InstanceView } from '../../contract/views.ts';
import type { MemberWorld } from './member-world.ts';
import { loadCredentials } from '../channel/mirror-credentials.ts';
import type { TlsCredentials } from '../link/secure.ts';
import type { OwnMember } from './own-member.ts';
import { NAMES_WRITTEN_MS } from '../../machine/waits.ts';

/** Whose names they are. */
type NamedMember = Pick<OwnMember, 'config' | 'credentials' | 'driver' | 'isPrimary' | 'membership' | 'self' | 'writtenDown'> &
  Pick<OwnMember, 'changeConfiguration' | 'changeOwnCopy' | 'configurationHeard' | 'reloadCredentials' | 'restartConnections'> &
  Pick<OwnMember, 'stopMirroring' | 'tell'>;

type View = InstanceView<'pending-names'>['mirrors'][number];
/** A member, and the name by which a person has seen it ask. */
export interface NameUpdate {
  readonly guid: string;
  readonly distinguishedName: string;
}

export class PendingNames {
  readonly #instance: Pick<MemberWorld, 'clock' | 'log' | 'note' | 'store'>;
  readonly #member: NamedMember;
  /** By GUID, the name last shown: a member that is refused knocks again and again. */
  readonly #shown = new Map<string, string>();
  /** By GUID, the name that a person has rejected in this run. */
  readonly #rejected = new Map<string, string>();

  constructor(instance: Pick<MemberWorld, 'clock' | 'log' | 'note' | 'store'>, member: NamedMember) {
    this.#instance = instance;
    this.#member = member;
  }

  /**
   * A member has proved a name that is not authorized; its connection is refused by the caller. `opener`: who opened that connection. What
   * a member that is not primary learns from others that come to it is not its business; what it finds where it goes is: that may be its
   * primary.
   */
  note(entry: MemberEntry, distinguishedName: string, opener: 'here' | 'there'): void {
    if (this.#shown.get(entry.guid) === distinguishedName || this.#rejected.get(entry.guid) === distinguishedName) return;
    this.#shown.set(entry.guid, distinguishedName);
    const isOffered = this.#member.isPrimary || (opener === 'here' && entry.kind === 'failover');
    const isTaken = this.#member.config().members.some((member) => member.distinguishedName === distinguishedName);
    this.#instance.note(
      1,
      `A mirror connection with ${entry.name} was refused: it shows the certificate of ${distinguishedName}, authorized is ${entry.distinguishedName}`,
    );
    if (isOffered && !isTaken) void this.#keep(entry, distinguishedName).catch((error: unknown) => this.#forget(entry.guid, error));
  }

  async #keep({ guid, name }: MemberEntry, distinguishedName: string): Promise<void> {
    const known = (await this.#instance.store.listPendingNames()).find(({ memberGuid }) => memberGuid === guid);
    if (known?.distinguishedName === distinguishedName) return;
    await this.#instance.store.savePendingName({
      memberGuid: guid,
      memberName: name,
      distinguishedName,
      requestedAt: this.#instance.clock.wallTime().toISOString(),
    });
    this.#member.tell(1, 'name-awaits-authorization', name, distinguishedName);
  }

  /** It is kept when it is shown next. */
  #forget(guid: string, error: unknown): void {
    this.#shown.delete(guid);
    this.#instance.note(2, `A changed X.509 DN could not be stored: ${error instanceof Error ? error.message : String(error)}`);
  }

  /** It has come with the name that it is authorized by: whatever it asked for before is over. */
  async settled(guid: string): Promise<void> {
    this.#shown.delete(guid);
    this.#rejected.delete(guid);
    await this.#instance.store.removePendingName(guid);
  }

  /** On a member that hears from its primary: what the primary says is who the members are. */
  async superseded(): Promise<void> {
    const { members } = this.#member.config();
    for (const { memberGuid } of await this.#instance.store.listPendingNames())
      if (members.some(({ guid }) => guid === memberGuid)) await this.#instance.store.removePendingName(memberGuid);
    this.#shown.clear();
  }

  async list(): Promise<View['updates']> {
    const { members } = this.#member.config();
    const kept = await this.#instance.store.listPendingNames();
    return kept.flatMap(({ memberGuid, distinguishedName, requestedAt }) => {
      const entry = members.find(({ guid }) => guid === memberGuid);
      const isWaiting =
        entry &&
        entry.distinguishedName !== distinguishedName &&
        memberGuid !== this.#member.membership.memberGuid &&
        (this.#member.isPrimary || entry.kind === 'failover');
      return isWaiting
        ? [{ guid: memberGuid, name: entry.name, kind: entry.kind, authorized: entry.distinguishedName, distinguishedName, requestedAt }]
        : [];
    });
  }

  /** On the primary in the mirror's configuration; elsewhere in this member's copy of it, which lets it connect and hear the rest. */
  async authorize(updates: readonly NameUpdate[]): Promise<Outcome<null>> {
    const waiting = await this.#waiting(updates);
    if (!waiting.ok) return waiting;
    const rename = (config: MirrorConfig): Outcome<MirrorConfig> => renamed(config, updates);
    const changed = this.#member.isPrimary ? await this.#member.changeConfiguration(rename) : await this.#member.changeOwnCopy(rename);
    if (!changed.ok) return changed;
    for (const { guid, name, distinguishedName } of waiting.value) {
      await this.settled(guid);
      this.#member.tell(0, 'name-authorized', name, distinguishedName);
    }
    return accepted(null);
  }

  async reject(updates: readonly NameUpdate[]): Promise<Outcome<null>> {
    if (!this.#member.isPrimary) return refused('2113');
    const waiting = await this.#waiting(updates);
    if (!waiting.ok) return waiting;
    for (const { guid, name, distinguishedName } of waiting.value) {
      this.#rejected.set(guid, distinguishedName);
      await this.#instance.store.removePendingName(guid);
      this.#member.tell(1, 'name-rejected', name, distinguishedName);
    }
    return accepted(null);
  }

  /** A name that took the place of the one that the person saw is not authorized by accident. */
  async #waiting(updates: readonly NameUpdate[]): Promise<Outcome<View['updates']>> {
    const listed = await this.list();
    const missing = updates.find(
      (update) => !listed.some(({ guid, distinguishedName }) => guid === update.guid && distinguishedName === update.distinguishedName),
    );
    if (missing) return refused('P104', ['pending DN update', missing.distinguishedName]);
    return accepted(listed.filter(({ guid }) => updates.some((update) => update.guid === guid)));
  }

  // ---- its own

  /** Of the certificate that this instance shows now, when the mirror does not know this member by it. */
  get ownNew(): string | null {
    const { credentials } = this.#member;
    return this.#member.config().useTls && credentials && credentials.distinguishedName !== this.#member.self().distinguishedName
      ? credentials.distinguishedName
      : null;
  }

  /**
   * The TLS files of this instance were saved. With the same name new connections use them and nothing else happens. With another one a
   * primary tells everybody first, and then begins its connections anew; any other member stops for a moment, so that nobody waits for it,
   * and comes back as somebody who has to be authorized.
   */
  async certificateSaved(): Promise<void> {
    const member = this.#member;
    const next = member.config().useTls ? await loadCredentials(this.#instance) : null;
    if (next === null || next.distinguishedName === member.self().distinguishedName) {
      const before = member.credentials;
      await member.reloadCredentials();
      // Whoever is not trusted any more does not stay because he was let in before.
      if (before && next && !isSameTrust(before, next)) member.restartConnections('Other certificates are trusted from now on');
      return;
    }
    if (member.isPrimary) {
      await this.announce(next.distinguishedName);
      await member.configurationHeard();
      await member.reloadCredentials();
      return member.restartConnections(`This member is ${next.distinguishedName} from now on`);
    }
    const wasStopped = member.driver.state.role.kind === 'stopped';
    const { guid, name } = member.self();
    // A stop holds over restarts, this one must not: the note says so until the start is written down.
    if (!wasStopped)
      await this.#instance.store.savePendingName({
        memberGuid: guid,
        memberName: name,
        distinguishedName: next.distinguishedName,
        requestedAt: this.#instance.clock.wallTime().toISOString(),
      });
    if (!wasStopped) await member.stopMirroring('new-name');
    await member.reloadCredentials();
    if (!wasStopped) await this.#startAgain();
    // It may have become primary meanwhile.
    if (member.isPrimary) return this.announce(next.distinguishedName);
    member.tell(1, 'own-name-awaits-authorization', next.distinguishedName);
  }

  /** Once when the member starts: it ended between the stop and the start. */
  async recover(): Promise<void> {
    const kept = await this.#instance.store.listPendingNames();
    if (kept.some(({ memberGuid }) => memberGuid === this.#member.membership.memberGuid)) await this.#startAgain();
  }

  async #startAgain(): Promise<void> {
    const { driver, membership } = this.#member;
    // It may have ended, the last time, between writing down the start and forgetting the note.
    const isStarted = !driver.state.durable.stopped || this.#member.writtenDown(({ stopped }) => !stopped, NAMES_WRITTEN_MS);
    driver.feed({ kind: 'mirror-start-ordered', why: 'new-name' });
    if (await isStarted) await this.#instance.store.removePendingName(membership.memberGuid);
  }

  /** On a primary: its own name, for everybody. Also of one that changed it while it was not primary, or down. */
  async announce(distinguishedName: string | null = this.ownNew): Promise<void> {
    if (distinguishedName === null || !this.#member.isPrimary) return;
    const { guid, name } = this.#member.self();
    const changed = await this.#member.changeConfiguration((config) => renamed(config, [{ guid, distinguishedName }]));
    if (changed.ok) this.#member.tell(0, 'name-authorized', name, distinguishedName);
    else this.#instance.note(2, `This member's X.509 DN ${distinguishedName} could not be authorized (#${changed.refusal.code})`);
  }

  async view(): Promise<View> {
    const member = this.#member;
    const { name } = member.config();
    const { ownNew } = this;
    const own = ownNew === null || member.isPrimary ? null : { authorized: member.self().distinguishedName, distinguishedName: ownNew };
    return {
      mirrorName: name,
      isPrimary: member.isPrimary,
      updates: await this.list(),
      own,
      actions: { authorize: null, reject: member.isPrimary ? null : { code: '2113', args: [] } },
    };
  }
}

/** No two members have one name: whoever holds one certificate could connect as the other. */
function renamed(config: MirrorConfig, updates: readonly NameUpdate[]): Outcome<MirrorConfig> {
  for (const { guid, distinguishedName } of updates)
    if (config.members.some((member) => member.guid !== guid && member.distinguishedName === distinguishedName))
      return refused('2026', [distinguishedName]);
  return accepted({
    ...config,
    members: config.members.map((entry) => ({
      ...entry,
      distinguishedName: updates.find(({ guid }) => guid === entry.guid)?.distinguishedName ?? entry.distinguishedName,
    })),
  });
}

const isSameTrust = (one: TlsCredentials, other: TlsCredentials) =>
  one.crl === other.crl && one.ca === other.ca && one.minimumProtocol === other.minimumProtocol;
