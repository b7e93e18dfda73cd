/**
 * The loop of an async member: takes an event, asks `stepAsync`, carries out the effects, feeds the outcome back. Decides nothing.
 *
 * Its duties, for each step, in this order, as those of `mirror-driver.ts`:
 * 1. Persist what the step writes down. It is awaited for as long as it takes: nobody waits for this member.
 * 2. Send what the step says, to the primary and to those that it asks who that is.
 * 3. Apply what the primary called committed.
 * 4. Reply to nobody: no one asks an async, and no one follows it.
 *
 * Shows the same face as the driver of a failover member where both have one, so that whoever only looks need not know which it is.
 */
import { errorText } from '../../machine/error-text.ts';
import type { AsyncFeed } from '../channel/async-feed.ts';
import { ConnectionFaults } from '../channel/connection-faults.ts';
import type { FollowerSession } from '../channel/follower-session.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { MemberProgress } from '../link/mirror-protocol.ts';
import { startAsync, stepAsync } from '../mirror/async-member.ts';
import type { AsyncEffect, AsyncEvent, AsyncSettings, AsyncState } from '../mirror/async-state.ts';
import type { Durable } from '../mirror/durable.ts';
import type { Standing } from '../mirror/dialogue.ts';
import { TICK_MS } from '../mirror/timing.ts';
import { pause, type StopTimer } from '../ports/clock.ts';
import { EffectLoop } from './effect-loop.ts';
import type { MirrorHost } from './mirror-host.ts';
import { Receiving, type ReceivingMachine } from './receiving.ts';
import { ASYNC_ANSWER_MS, PERSIST_RETRY_MS, PROGRESS_MS } from '../../machine/waits.ts';

export class AsyncDriver {
  readonly #loop: EffectLoop<AsyncState, AsyncEvent, AsyncEffect>;
  readonly #host: MirrorHost;
  readonly #timers: StopTimer[] = [];
  /** Nobody follows an async. */
  readonly followers: ReadonlyMap<number, FollowerSession | AsyncFeed> = new Map();
  readonly lostAt: ReadonlyMap<string, Date> = new Map();
  readonly #receiving: Receiving;
  #sessionCount = 0;
  #hangUpCount = 0;
  /** What the primary last called committed. */
  primaryCommitted: JournalPosition | null = null;

  constructor(host: MirrorHost, durable: Durable) {
    this.#host = host;
    const faults = new ConnectionFaults((severity, text) => host.log(severity, text, null));
    this.#receiving = new Receiving(host, this.#asReceiver(), faults);
    this.#loop = new EffectLoop(
      host,
      startAsync({ settings: settingsOf(host), durable, journal: host.journal.state(), now: host.clock.nowMs() }),
      {
        step: stepAsync,
        carryOut: (effect) => this.#carryOut(effect),
        failed: (error) => host.halt(`the machine of the async member failed: ${errorText(error)}`, 'failed'),
      },
    );
  }

  get state(): AsyncState {
    return this.#loop.state;
  }

  #asReceiver(): ReceivingMachine {
    return {
      epoch: () => this.state.durable.epoch,
      opened: (session) => this.feed({ kind: 'link-opened', session, primary: this.#openingTo ?? '' }),
      lost: (session) => this.feed({ kind: 'link-lost', session }),
      heard: (session) => this.feed({ kind: 'primary-heard', session }),
      said: (session, message) => this.feed({ kind: 'primary-said', session, message }),
      compared: (session, { epoch, common, applied }) => this.feed({ kind: 'history-compared', session, epoch, common, applied }),
      hindered: (obstacle) => this.feed({ kind: 'following-hindered', primary: this.#primary, obstacle }),
      journalMoved: () => this.#journalMoved(),
      settingsChanged: () => this.settingsChanged(),
    };
  }

  get incomingRate() {
    return this.#receiving.incomingRate;
  }

  /** See `Receiving.renew`. */
  renewLink(): void {
    this.#receiving.renew();
  }

  /** What comes on the present link, or on one that is being opened, is of before. */
  hangUp(): void {
    this.#hangUpCount += 1;
    const opening = this.#openingTo;
    if (opening !== null) this.feed({ kind: 'link-failed', primary: opening });
    this.#receiving.hangUp();
  }

  /** The primary's last word about itself. */
  get primaryProgress(): MemberProgress | null {
    return this.#receiving.primaryProgress;
  }
  /** When the primary was last known to be connected, as wall time; null when never in this run. */
  get partnerLostAt(): Date | null {
    return this.#receiving.lostAt;
  }

  start(): void {
    const { journal, dejournaler, clock } = this.#host;
    journal.listen({
      durable: () => {
        this.#journalMoved();
        this.#receiving.written();
      },
      refused: (obstacle) => this.#receiving.refused(obstacle),
    });
    dejournaler.listen({
      databasesChanged: () => this.feed({ kind: 'databases-changed' }),
      damaged: (fileCount) => this.#receiving.damaged(fileCount),
    });
    this.#timers.push(
      clock.every(TICK_MS, () => this.feed({ kind: 'tick' })),
      clock.every(PROGRESS_MS, () => this.#receiving.tellProgress()),
    );
    this.feed({ kind: 'tick' });
  }

  /** Ends the loop; connections are closed. */
  close(): void {
    this.#loop.end();
    for (const stop of this.#timers) stop();
    this.#receiving.end(null);
    this.#host.journal.listen(null);
    this.#host.dejournaler.listen(null);
  }

  feed(event: AsyncEvent): void {
    this.#loop.feed(event);
  }

  /** There is more of the timeline here. */
  tellTimeline(): void {
    this.#receiving.tellTimeline();
  }

  settingsChanged(): void {
    this.feed({ kind: 'settings-changed', settings: settingsOf(this.#host) });
  }

  /** It has no standing: it is never a candidate. */
  standing(): null {
    return null;
  }

  /** GUID of the primary that it receives from, else null. */
  get primaryGuid(): string | null {
    const { role } = this.state;
    return role.kind === 'following' && role.stage === 'receiving' ? role.primary : null;
  }

  /** Returns a promise only where the next effect must wait for this one. */
  #carryOut(effect: AsyncEffect): Promise<void> | undefined {
    switch (effect.kind) {
      case 'persist':
        return this.#persist(effect.durable);
      case 'log':
        this.#host.log(effect.severity, effect.text, effect.story ?? null);
        return;
      case 'commit-through':
        this.primaryCommitted = effect.through;
        this.#host.committed(effect.through);
        return;
      case 'ask-members':
        for (const guid of effect.guids) void this.#ask(effect.inquiry, guid);
        return;
      case 'open-link-to':
        void this.#open(effect.primary).catch(() => this.feed({ kind: 'link-failed', primary: effect.primary }));
        return;
      case 'close-link':
        return void this.#receiving.drop();
      case 'follow-from':
        return this.#receiving.followFrom(effect).then(() => undefined);
      case 'send-receipt':
        return void this.#receiving.send(effect.session, { kind: 'receipt', through: effect.through });
    }
  }

  /** Nothing may be followed that depends on what is not on the disk: it waits until it is. Nobody waits for this member. */
  async #persist(durable: Durable): Promise<void> {
    for (let failures = 0; !this.#loop.hasEnded; failures++) {
      try {
        return await this.#host.persist(durable);
      } catch (error) {
        if (failures === 0)
          this.#host.log(2, `The mirror state cannot be stored, this member waits until it can: ${errorText(error)}`, null);
      }
      await pause(this.#host.clock, PERSIST_RETRY_MS);
    }
  }

  async #ask(inquiry: number, guid: string): Promise<void> {
    const member = this.#host.config().members.find((entry) => entry.guid === guid);
    let standing: Standing | null = null;
    if (member) {
      const answer = await this.#host.dialer.ask(member, { kind: 'standing' }, ASYNC_ANSWER_MS).catch(() => null);
      if (answer?.kind === 'standing') standing = answer.standing;
      if (answer?.kind === 'not-a-member') this.#notListed(member);
    }
    this.feed({ kind: 'member-answered', inquiry, guid, standing });
  }

  /** GUID of the primary that does not know this member yet. */
  #unlistedOn: string | null = null;
  get awaitsAuthorizationOn(): string | null {
    return this.#host.awaitsAuthorization() ? this.#unlistedOn : null;
  }

  /** Struck off, or not taken in yet; of the latter the log tells once. */
  #notListed({ guid, name }: { readonly guid: string; readonly name: string }): void {
    if (!this.#host.awaitsAuthorization()) return void this.#host.notAMember();
    if (this.#unlistedOn === null) this.#host.log(0, `Waiting for authorization on ${name}`, null);
    this.#unlistedOn = guid;
  }

  /** To whom a link is being opened. */
  get #openingTo(): string | null {
    const { role } = this.state;
    return role.kind === 'searching' && role.activity.kind === 'opening' ? role.activity.primary : null;
  }

  async #open(primary: string): Promise<void> {
    const member = this.#host.config().members.find((entry) => entry.guid === primary) ?? null;
    const begun = this.#hangUpCount;
    const isWanted = () => !this.#loop.hasEnded && this.#openingTo === primary && this.#hangUpCount === begun;
    if (!(await this.#receiving.open(member, ++this.#sessionCount, isWanted))) this.feed({ kind: 'link-failed', primary });
  }

  #journalMoved(): void {
    this.feed({ kind: 'journal-became-durable', journal: this.#host.journal.state() });
  }

  /** GUID of the primary whose link is open, or ''. */
  get #primary(): string {
    const { role } = this.state;
    return role.kind === 'following' ? role.primary : '';
  }
}

function settingsOf(host: MirrorHost): AsyncSettings {
  const config = host.config();
  const self = host.self();
  return {
    mirrorName: config.name,
    self: { guid: self.guid, name: self.name },
    partner: null,
    // A DR async may have been promoted since this member last heard of the configuration.
    failoverMembers: config.members
      .filter(({ kind, guid }) => (kind === 'failover' || kind === 'disaster-recovery') && guid !== self.guid)
      .map(({ guid, name }) => ({ guid, name })),
    qosTimeoutMs: config.qosTimeoutMs,
    onlyPrimary: host.onlyPrimary(),
  };
}
