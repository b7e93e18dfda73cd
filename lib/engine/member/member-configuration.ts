/**
 * This member's copy of the mirror's configuration, and its own row of the store: what it is written down to be.
 *
 * Like the roll of a club, of which each member keeps a copy: the primary alone writes in it and sends it round, the others copy what comes
 * and is not older. Changes happen one after the other, and each is on the disk before anybody acts by it.
 * What follows from a change (another machine, other connections) is the member's: see `ConfigurationOwner`.
 */
import { randomUUID } from 'node:crypto';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { ConfigurationVersion, MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { assert } from '../../machine/assert.ts';
import { loadCredentials, type CredentialsWorld } from '../channel/mirror-credentials.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { TlsCredentials } from '../link/secure.ts';
import { learntFrom } from '../mirror/promotion.ts';
import { type Belonging, crossedOut, judgeConfiguration } from '../mirror/roll.ts';
import { StateWatch } from '../ports/state-watch.ts';
import type { ConfigStore, Membership } from '../store/config-store.ts';
import type { MembershipPart, Promoted, Way } from './own-member.ts';

export type ConfigurationWorld = Omit<CredentialsWorld, 'store'> & {
  readonly store: Pick<ConfigStore, 'getTls' | 'saveMembership'>;
};

/** The member that it is the configuration of: what is asked of it, and what it does once something is written. */
export interface ConfigurationOwner {
  isPrimary(): boolean;
  /** The newest term of its journal. */
  epoch(): Epoch;
  /** Its configuration does not name it any more. */
  notAMember(): Promise<void>;
  /** Another arbiter, or another way to reach it. */
  arbitrationChanged(): void;
  /** Something is written: whoever else must know of it is told. Resolves when that is done; what fails there undoes nothing here. */
  written(): Promise<void>;
  /** By what was written before this call it is to behave from now on. */
  settingsChanged(): void;
  /** The databases that the configuration names. */
  followCatalogue(config: MirrorConfig): Promise<void>;
}

export class MemberConfiguration {
  readonly #world: ConfigurationWorld;
  readonly #owner: ConfigurationOwner;
  #membership: Membership;
  #config: MirrorConfig;
  #credentials: TlsCredentials | null;
  /** Changes happen one after the other. */
  #changes: Promise<unknown> = Promise.resolve();
  readonly #watch: StateWatch;
  #word = randomUUID();

  constructor(
    world: ConfigurationWorld,
    owner: ConfigurationOwner,
    { membership, config, credentials }: { membership: Membership; config: MirrorConfig; credentials: TlsCredentials | null },
  ) {
    this.#world = world;
    this.#owner = owner;
    this.#watch = new StateWatch(world.clock);
    this.#membership = membership;
    this.#config = config;
    this.#credentials = credentials;
  }

  get membership(): Membership {
    return this.#membership;
  }

  get config(): MirrorConfig {
    return this.#config;
  }

  /** The TLS identity of this instance in this mirror; null while the mirror uses none, or it has none that works. */
  get credentials(): TlsCredentials | null {
    return this.#credentials;
  }

  /** This member's entry; before the primary has pushed a configuration with it, what it asked to join as. */
  get self(): MemberEntry {
    const entry = this.#config.members.find(({ guid }) => guid === this.#membership.memberGuid);
    if (!entry) throw new Error(`member ${this.#membership.memberGuid} is not in its own mirror configuration`);
    return entry;
  }

  get others(): readonly MemberEntry[] {
    return this.#config.members.filter(({ guid }) => guid !== this.#membership.memberGuid);
  }

  /** What it has written down of itself. */
  get belonging(): Belonging {
    const { memberGuid: guid, kind, validatedMember: isValidated } = this.#membership;
    return { guid, kind, isValidated, roll: this.#config };
  }

  /** Resolves with true once that holds of what is written down, with false after `timeoutMs`. */
  until(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    return this.#watch.until(holds, timeoutMs);
  }

  /** Resolves when nothing that was asked before is being written any more. */
  async settled(): Promise<void> {
    await this.#changes;
  }

  // ---- by the word of this member

  /**
   * Changes the mirror's configuration on the primary, makes it durable, then tells every member. Refuses with 2113 elsewhere.
   * `change` gets the present configuration and answers the next one or a refusal; its version is counted up here.
   */
  change(change: (config: MirrorConfig) => Outcome<MirrorConfig> | Promise<Outcome<MirrorConfig>>): Promise<Outcome<MirrorConfig>> {
    return this.#inTurn(async (): Promise<Outcome<MirrorConfig>> => {
      if (!this.#owner.isPrimary()) return refused('2113');
      const changed = await change(this.#config);
      if (!changed.ok) return changed;
      assert(
        changed.value.guid === this.#config.guid && changed.value.members.some(({ guid }) => guid === this.#membership.memberGuid),
        'a primary changes the roll of its own mirror, and stays in it',
        () => changed.value.guid,
      );
      const next = { ...changed.value, version: this.#config.version + 1 };
      await this.#save({ ...this.#membership, configuration: next });
      this.#owner.settingsChanged();
      return accepted(next);
    });
  }

  /** Not on the primary, whose configuration is everybody's: what this member needs to find it, until it is heard. */
  changeOwnCopy(change: (config: MirrorConfig) => Outcome<MirrorConfig>): Promise<Outcome<MirrorConfig>> {
    return this.#inTurn(async (): Promise<Outcome<MirrorConfig>> => {
      if (this.#owner.isPrimary()) return refused('2116');
      const changed = change(this.#config);
      if (!changed.ok) return changed;
      await this.#save({ ...this.#membership, configuration: changed.value });
      this.#owner.settingsChanged();
      return changed;
    });
  }

  async changeMembership(part: MembershipPart): Promise<void> {
    await this.#inTurn(() => this.#save({ ...this.#membership, ...part }));
    this.#owner.settingsChanged();
  }

  /** After the TLS files were saved, or TLS was turned on or off: new connections use what holds now. */
  async reloadCredentials(): Promise<void> {
    this.#credentials = this.#config.useTls ? await loadCredentials(this.#world) : null;
  }

  /**
   * This member's own promotion: all of it in one write. `change` gets the configuration as it is when nothing else can change it any more;
   * null: it was written. When `change` answers false nothing was, and this answers the version of that configuration.
   */
  becomeFailover(change: (config: MirrorConfig) => false | Promoted): Promise<number | null> {
    return this.#inTurn(async () => {
      const part = change(this.#config);
      if (part === false) return this.#config.version;
      await this.#save({ ...this.#membership, ...part, kind: 'failover', validatedMember: true });
      return null;
    });
  }

  /**
   * It is a DR async as of `version`, by the word of the primary `by`, and names nobody else as a failover member. False, and nothing is
   * written, when `may` says no once nothing else can change it.
   */
  becomeAsync({ version, by }: { readonly version: ConfigurationVersion; readonly by: string }, may: () => boolean): Promise<boolean> {
    return this.#inTurn(async () => {
      if (!may()) return false;
      const members = crossedOut(this.#config.members, this.#membership.memberGuid, by);
      await this.#save({ ...this.#membership, kind: 'disaster-recovery', configuration: { ...this.#config, version, members } });
      return true;
    });
  }

  // ---- by the word of others

  /** Another one after each time that this member has stood aside, and in each process. */
  get word(): string {
    return this.#word;
  }

  /** Nothing that was begun before makes it a failover member. Resolves when nothing that came before is being written any more. */
  async standAside(): Promise<void> {
    this.#word = randomUUID();
    await this.settled();
  }

  take(config: MirrorConfig, onlyPrimary: string | null, way: Required<Way>): Promise<void> {
    return this.#inTurn(() => this.#takeNewer(config, onlyPrimary, way));
  }

  /** Written down by another member, which had heard more: see `learntFrom`. */
  async learn(from: { readonly guid: string; readonly roll: MirrorConfig }): Promise<void> {
    await this.#inTurn(async () => {
      const learnt = learntFrom(this.#config, this.#membership.memberGuid, from);
      if (learnt !== null) await this.#takeNewer(learnt, this.#membership.noFailoverFor, { epoch: null, word: this.#word });
    });
    this.#owner.settingsChanged();
  }

  /**
   * What a primary says that this member is, whatever it believed: `RoleInquiry` has judged it. Nothing is written when it has been demoted
   * since it asked.
   */
  async learnRole(configuration: MirrorConfig, onlyPrimary: string | null): Promise<void> {
    const entry = configuration.members.find(({ guid }) => guid === this.#membership.memberGuid);
    if (!entry) return void this.#owner.notAMember();
    await this.#inTurn(async () => {
      if (this.#membership.kind !== 'failover') return;
      await this.#save({
        ...this.#membership,
        kind: entry.kind,
        configuration,
        validatedMember: true,
        noFailoverFor: onlyPrimary,
        promotion: null,
      });
    });
    this.#owner.settingsChanged();
    await this.#owner.followCatalogue(configuration);
  }

  async #takeNewer(config: MirrorConfig, onlyPrimary: string | null, { epoch, word }: Required<Way>): Promise<void> {
    // The version alone does not tell: a primary that died before its last change was heard has given that version to something else.
    const isSame = JSON.stringify(config) === JSON.stringify(this.#config) && this.#membership.noFailoverFor === onlyPrimary;
    const isOfNewerTerm = epoch !== null && epoch > this.#owner.epoch();
    const isOfBefore = word !== this.#word;
    if (judgeConfiguration(this.belonging, config, { isSame, isOfNewerTerm, isOfBefore }) === 'leave') return;
    // A configuration without this member is not taken: what this one was must stay readable until a person removes it.
    const entry = config.members.find(({ guid }) => guid === this.#membership.memberGuid);
    if (!entry) return void this.#owner.notAMember();
    await this.#save({ ...this.#membership, kind: entry.kind, configuration: config, validatedMember: true, noFailoverFor: onlyPrimary });
    await this.#owner.followCatalogue(config);
  }

  /**
   * Nothing here may reject once it is stored: whoever asked would be told that nothing has happened, and a member that is stored as one
   * kind would go on as the other.
   */
  async #save(membership: Membership): Promise<void> {
    const credentials =
      this.#credentials ?? ((membership.configuration ?? this.#config).useTls ? await loadCredentials(this.#world) : null);
    await this.#world.store.saveMembership(membership);
    this.#membership = membership;
    const before = this.#config;
    if (membership.configuration) this.#config = membership.configuration;
    if (arbitrationOf(before) !== arbitrationOf(this.#config)) this.#owner.arbitrationChanged();
    if (this.#config.useTls) this.#credentials ??= credentials;
    await this.#owner.written();
    this.#watch.changed();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#changes.then(work);
    this.#changes = turn.catch(() => undefined);
    return turn;
  }
}

const arbitrationOf = ({ arbiter, qosTimeoutMs, key }: MirrorConfig) => JSON.stringify([arbiter, qosTimeoutMs, key]);
