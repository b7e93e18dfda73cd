/**
 * How a simulated member lets old journal files go: the shipped functions decide (`../journal/member-contacts.ts`, `purge-decision.ts`,
 * `../upkeep/owed-receivers.ts`), this gathers what they want and deletes, as `../upkeep/journal-keeper.ts` and `journal-purge.ts` do.
 *
 * Whatever is closed may go by the settings; only what somebody needs is kept. A day of the shipped rule is a second and a half here.
 */
import { contactsHeard, contactsNow, isProgressAlone, type KnownContacts, latestContacts } from '../journal/member-contacts.ts';
import { decidePurge } from '../journal/purge-decision.ts';
import { type ContactBook, owedNow } from '../upkeep/owed-receivers.ts';
import type { LinkReply, LinkRequest } from './messages.ts';
import { CALL_TIMEOUT_MS, type Side } from './network.ts';
import type { FailoverProcess, MemberLife } from './stage.ts';
import { wallSecondsOf } from './wall-clocks.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const SIMULATED_DAY_MS = 1500;
const LOOK_MS = 1000;
/** Progress alone is stored this often. */
const STORE_MS = 5000;
const ANSWER_MS = 2000;
const SETTINGS = { purgeAfterDays: 0, purgeAfterBackups: null };

type Answers = Parameters<typeof latestContacts>[0];

export class PurgeWork implements ContactBook {
  private readonly life: MemberLife;
  private known: KnownContacts;
  private storedMs = Number.NEGATIVE_INFINITY;

  constructor(life: MemberLife) {
    this.life = life;
    this.known = life.host.disk.contacts;
  }

  /** For as long as the process lives. */
  begin(): void {
    const { temper, random } = this.life.world;
    const { purgePauseMs } = temper;
    if (purgePauseMs === null) return;
    const look = (): void =>
      this.life.later(LOOK_MS, () => {
        this.contactsAsPrimary();
        look();
      });
    const purge = (): void =>
      this.life.later(random.between(purgePauseMs / 2, 2 * purgePauseMs), () => {
        this.purge();
        purge();
      });
    look();
    purge();
  }

  /** null while it is not primary. */
  private get primary(): FailoverProcess | null {
    const { instance } = this.life.host;
    return instance?.kind === 'failover' && instance.machine.role.kind === 'primary' ? instance : null;
  }

  /** In the time of the rule. */
  private get nowMs(): number {
    return ((wallSecondsOf(this.life.world, this.life.host) * 1000) / SIMULATED_DAY_MS) * DAY_MS;
  }

  contactsAsPrimary(): KnownContacts | null {
    const { primary, life } = this;
    if (primary === null) return null;
    const known = contactsNow(this.known, {
      epoch: primary.machine.durable.epoch,
      files: this.files(),
      others: this.others().map(({ guid }) => guid),
      receivedBy: (guid) => primary.receivedBy(guid),
      nowMs: this.nowMs,
    });
    const isDue = !isProgressAlone(this.known, known) || life.world.schedule.now - this.storedMs >= STORE_MS;
    this.known = known;
    if (isDue) this.store();
    this.sayWhoFollows(known);
    return known;
  }

  /**
   * To the rule, once it is on the disk that a member is there: what a primary learns right before it dies, it forgets (seed 33001603). Who
   * follows one that is primary no more, and does not know it, is away from the mirror (seed 34001421).
   */
  private sayWhoFollows({ epoch, contacts }: KnownContacts): void {
    const { world, host } = this.life;
    if (world.checkers.isSuperseded(epoch)) return;
    for (const { guid, disconnectedSinceMs } of contacts) {
      const stored = host.disk.contacts.contacts.find((contact) => contact.guid === guid);
      if (disconnectedSinceMs === null && stored?.disconnectedSinceMs === null) world.checkers.purge.follows(guid);
    }
  }

  heardFromPrimary(told: KnownContacts): void {
    this.known = contactsHeard(this.known, told);
    this.store();
  }

  private store(): void {
    const { life } = this;
    this.storedMs = life.world.schedule.now;
    life.work.later(() => {
      life.host.disk.contacts = this.known;
    });
  }

  private files() {
    const { journal } = this.life.host.disk;
    return journal
      .historyHere()
      .filter(({ fileCount }) => fileCount <= journal.durable.fileCount)
      .map(({ fileCount, end }) => ({
        fileCount,
        end: fileCount === journal.durable.fileCount ? journal.durable.offset : end,
        epoch: journal.epochOf(fileCount),
      }));
  }

  answer(side: Side): void {
    const { network } = this.life.world;
    network.send(side, { kind: 'purge-answer', known: this.contactsAsPrimary() } satisfies LinkReply);
    network.close(side);
  }

  private purge(): void {
    const { disk } = this.life.host;
    const { hosts, checkers, schedule } = this.life.world;
    // Who has just joined gets copies of the databases: that is not simulated, so everybody has the beginning before anything is purged.
    if (checkers.purge.isHeld || hosts.some(({ disk: { journal } }) => journal.durable.fileCount === 0)) return;
    const askedMs = schedule.now;
    if (this.primary !== null) return this.purgeBy(null, askedMs);
    this.askFailoverMembers((answers) => this.purgeBy(latestContacts(answers, disk.journal.state.epoch), askedMs));
  }

  private purgeBy(told: Parameters<typeof owedNow>[1], askedMs: number): void {
    const others = this.others().map(({ guid, kind }) => ({ guid, kind, name: guid }));
    const owed = owedNow(this, told, { others, nowMs: this.nowMs });
    if (typeof owed.receivers !== 'string') this.carryOut(owed, askedMs);
  }

  private others() {
    const { disk, self } = this.life.host;
    return disk.belonging.roll.members.filter(({ guid }) => guid !== self.guid);
  }

  /** null: nothing was answered. */
  private askFailoverMembers(settle: (answers: Answers) => void): void {
    const { world } = this.life;
    const guids = this.others().flatMap(({ guid, kind }) => (kind === 'failover' ? [guid] : []));
    const answers: Answers[number][] = [];
    for (const guid of guids) {
      const side = world.network.connect(this.life.process, {
        host: world.hostWith(guid).name,
        service: 'superserver',
        timeoutMs: CALL_TIMEOUT_MS,
        isCall: true,
      });
      let isSettled = false;
      const end = (answer: Answers[number]) => {
        if (isSettled) return;
        isSettled = true;
        world.network.close(side);
        answers.push(answer);
        if (answers.length === guids.length) settle(answers);
      };
      side.onOpened = () => world.network.send(side, { kind: 'purge-question' } satisfies LinkRequest);
      side.onClosed = () => end(null);
      side.onMessage = (reply: LinkReply) => {
        if (reply.kind === 'purge-answer') end(reply.known ?? { contacts: null });
      };
      this.life.later(ANSWER_MS, () => end(null));
    }
  }

  private carryOut(owed: ReturnType<typeof owedNow>, askedMs: number): void {
    const { host, world, work } = this.life;
    const { journal, database } = host.disk;
    const newest = journal.durable.fileCount;
    const candidates = this.files().map(({ fileCount }) => ({
      name: String(fileCount),
      closedAtMs: fileCount === newest ? null : 0,
      ownIndex: null,
      mirror: { fileCount },
      isNewestOfHistory: fileCount === newest,
    }));
    const verdicts = decidePurge(candidates, {
      nowMs: this.nowMs,
      settings: SETTINGS,
      backupsNeedFromMs: null,
      recovery: { ownIndex: Number.POSITIVE_INFINITY, databases: [] },
      transactions: { ownIndex: null, mirrorFileCount: null },
      mirror: {
        ...owed,
        purgeAfterDejournaling: false,
        needs: [{ name: 'DB', fileCount: database.applied.fileCount, isInactive: false }],
      },
    });
    const beyond = journal.first + verdicts.filter(({ goes }) => goes).length;
    if (beyond === journal.first) return;
    work.later(() => {
      world.note(host.name, `purges its journal before file #${beyond}`);
      world.checkers.purge.purging({ host, beyond, isPrimary: owed.isPrimary, askedMs });
      journal.purgeBefore(beyond);
    });
  }
}
