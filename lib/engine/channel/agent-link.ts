/**
 * Agents as a mirror member sees them: the partner's, which knows whether the partner lives, and the arbiter's.
 * Every call ends within its deadline; an agent that cannot be reached is `null`, never an exception.
 */
import type { Outcome, Refusal } from '../../contract/errors.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import type { MirrorConfig, MirrorMember } from '../../contract/mirror-config.ts';
import type { AgentClient, ArbiterConnection } from '../agent/agent-client.ts';
import { isWordOf } from '../agent/meant.ts';
import type { AgentAnswer } from '../agent/protocol.ts';
import type { Epoch } from '../journal/epoch.ts';
import { isBefore, ORIGIN, type FileCount, type JournalOffset } from '../journal/position.ts';
import type { TlsCredentials } from '../link/secure.ts';
import { wholeBlocks } from '../journal/block.ts';
import { meetHistories } from '../mirror/history.ts';
import { narrate } from '../mirror/narration.ts';
import { storyOf } from '../mirror/obstacle.ts';
import { JournalFault } from '../journaling/journal-fault.ts';
import type { Retrieved } from '../mirror/promotion-steps.ts';
import type { Roll } from '../mirror/roll.ts';
import type { AgentReport, ArbiterMessage, MeantProcess, MessageToArbiter } from '../mirror/dialogue.ts';
import type { Dejournaler, KeptHistory, ReceivedHistory } from '../journaling/mirror-journal.ts';
import { AGENT_EDIT_MS, AGENT_PATIENT_MS, AGENT_REPORT_MS, FETCH_STEP_MS, FORCE_DOWN_MS } from '../../machine/waits.ts';

export class AgentLink {
  readonly #client: AgentClient;
  readonly #config: () => MirrorConfig;
  readonly #self: () => MirrorMember;
  readonly #credentials: () => TlsCredentials | null;
  #arbiter: ArbiterConnection | null = null;

  readonly #log: (severity: 0 | 1 | 2, text: string) => void;

  constructor(options: {
    client: AgentClient;
    config: () => MirrorConfig;
    self: () => MirrorMember;
    credentials: () => TlsCredentials | null;
    log: (severity: 0 | 1 | 2, text: string) => void;
  }) {
    this.#client = options.client;
    this.#config = options.config;
    this.#self = options.self;
    this.#credentials = options.credentials;
    this.#log = options.log;
  }

  /**
   * What the agent of `member` says about its instance. null: it does not answer, or whoever answers there does not answer for that very
   * member.
   */
  async report(member: MirrorMember, timeoutMs = AGENT_REPORT_MS): Promise<AgentReport | null> {
    return this.#judge(
      member,
      await this.#client.request({ ...this.#to(member), request: { op: 'report', ...this.#named(member) }, timeoutMs }),
    );
  }

  /** As `report`, for people: the log does not tell of it. */
  async look(member: MirrorMember, timeoutMs: number): Promise<AgentReport | null> {
    const outcome = await this.#client.request({ ...this.#to(member), request: { op: 'report', ...this.#named(member) }, timeoutMs });
    return outcome.ok && isWordOf(member.guid, outcome.value) ? outcome.value : null;
  }

  /** As `report`, after the process that is meant was killed. */
  async forceDown(member: MirrorMember, meant: MeantProcess): Promise<AgentReport | null> {
    return this.#judge(
      member,
      await this.#client.request({
        ...this.#to(member),
        request: { op: 'force-down', ...this.#named(member), meant },
        timeoutMs: FORCE_DOWN_MS,
      }),
    );
  }

  /** A refusal, or the word of another member, tells nothing of this one: least of all that it is down. */
  #judge(member: MirrorMember, outcome: Outcome<AgentReport>): AgentReport | null {
    if (!outcome.ok) {
      this.#tellOnce(member, outcome.refusal);
      return null;
    }
    const report = outcome.value;
    if (!isWordOf(member.guid, report)) {
      this.#tellOnce(member, { code: '2051', args: [] });
      return null;
    }
    this.#refusals.delete(member.guid);
    return report;
  }

  readonly #refusals = new Map<string, string>();
  /** Who waits asks twice a second: why nobody answers for a member is said once, until it changes. Silence is told by who waits. */
  #tellOnce({ guid, name, agentAddress, agentPort }: MirrorMember, refusal: Refusal): void {
    const text =
      refusal.code === '2051'
        ? `The ISCAgent at ${agentAddress}|${agentPort} does not answer for ${name}: check the network addresses of ${name}`
        : `The ISCAgent for ${name}: ${refusalText(refusal, 'en')}`;
    if (this.#refusals.get(guid) === text) return;
    this.#refusals.set(guid, text);
    this.#log(1, text);
  }

  /**
   * Brings the journal of a dead member up to its end, unless any of it stays out of reach, or the histories have parted below what is
   * applied here. The caller has no link that receives; what an ended one left is written first, and the databases stand still, so that
   * what is compared is what is cut.
   */
  async fetchJournal(
    member: MirrorMember,
    options: {
      isWanted: () => boolean;
      journal: ReceivedHistory & Pick<KeptHistory, 'files' | 'state' | 'wentAlong'>;
      dejournaler: Pick<Dejournaler, 'appliedMax' | 'forgetTarget' | 'neededFrom' | 'standStill'>;
      /** What has come, piece by piece. */
      onBytes?: (length: number) => void;
      log: (severity: 0 | 1 | 2, text: string) => void;
    },
  ): Promise<Retrieved> {
    const { isWanted, journal, dejournaler, log, onBytes } = options;
    const listed = await this.#client.request({
      ...this.#to(member),
      request: { op: 'journal-files', ...this.#named(member) },
      timeoutMs: AGENT_REPORT_MS,
    });
    if (!listed.ok) return 'failed';
    const { files } = listed.value;
    if (!isWanted()) return 'failed';
    await journal.stopReceiving();
    // Beginning anew behind a hole is for a member that follows: one that would lead must have all.
    const agreed = meetHistories(journal.files(), files, null);
    const common = agreed.kind === 'agree' ? agreed.through : null;
    // What was read beyond it changed no database, and must not be skipped in what is fetched.
    dejournaler.forgetTarget(common ?? ORIGIN);
    await dejournaler.standStill();
    const meeting = meetHistories(journal.files(), files, dejournaler.neededFrom());
    const furthest = dejournaler.appliedMax();
    // What the databases hold beyond a journal whose end is lost may be just what is fetched.
    if (common === null || (isBefore(common, furthest) && !journal.wentAlong(furthest, files))) {
      const obstacle =
        meeting.kind === 'lacks'
          ? ({ kind: 'file', reason: 'missing', fileCount: meeting.fileCount, name: meeting.name, offset: 0, detail: '' } as const)
          : null;
      const sentence = obstacle
        ? narrate(storyOf(obstacle, { sender: member.name, follower: this.#self().name }))
        : `The journal of ${member.name} does not continue the one of this member`;
      if (this.#told !== sentence) log(2, sentence);
      this.#told = sentence;
      const isBeyond = agreed.kind === 'parted' || common !== null;
      return isBeyond ? 'beyond' : 'failed';
    }
    if (!isWanted()) return 'failed';
    await journal.truncate(common);
    for (const file of files.filter(({ fileCount }) => fileCount >= common.fileCount)) {
      const from = file.fileCount === common.fileCount ? common.offset : 0;
      if (this.#told === null)
        log(0, `Retrieving journal file #${file.fileCount}(${file.name}) from offset ${from} from the ISCAgent of ${member.name}`);
      const isFetched = await this.#fetchFile(member, { journal, file, from, isWanted, onBytes }).catch((error: unknown) => {
        if (!(error instanceof JournalFault)) throw error;
        const sentence = narrate(storyOf(error.obstacle, { sender: member.name, follower: this.#self().name }));
        if (this.#told !== sentence) log(2, sentence);
        this.#told = sentence;
        return false;
      });
      if (!isFetched) return 'failed';
    }
    this.#told = null;
    return 'whole';
  }

  /** Why fetching came to nothing the last time: a member that waits tries again and again, and tells it once. */
  #told: string | null = null;

  /**
   * Mirror journal files that the agent of `member` can serve, oldest first, whether its instance lives or not; null when it does not
   * answer.
   */
  async journalFiles(member: MirrorMember): Promise<readonly FetchedFile[] | null> {
    const listed = await this.#client.request({
      ...this.#to(member),
      request: { op: 'journal-files', ...this.#named(member) },
      timeoutMs: AGENT_REPORT_MS,
    });
    return listed.ok ? listed.value.files : null;
  }

  /**
   * The files that the agent of `member` can serve, and how far they reach together at that very moment, whether its instance lives or not;
   * null when it does not answer. `journal` null: there are none.
   */
  async journals(member: MirrorMember): Promise<AgentAnswer<'journal-files'> | null> {
    const listed = await this.#client.request({
      ...this.#to(member),
      request: { op: 'journal-files', ...this.#named(member) },
      timeoutMs: AGENT_PATIENT_MS,
    });
    return listed.ok ? listed.value : null;
  }

  /**
   * Whether `member`, whose instance is down, may lead again by itself after its next start: see `setValidatedMember` of the agent. `roll`:
   * what is known here of the mirror; null on a primary, whose word counts in its term, `epoch`. 2086 when the agent does not answer.
   */
  setValidatedMember(
    member: MirrorMember,
    order: { order: 'lock' | 'look' | 'release'; promotion: string; roll: Roll | null; epoch?: Epoch },
  ): Promise<Outcome<AgentAnswer<'set-validated-member'>>> {
    const roll = order.roll && { version: order.roll.version, members: order.roll.members.map(({ guid, kind }) => ({ guid, kind })) };
    return this.#client.request({
      ...this.#to(member),
      request: { op: 'set-validated-member', ...this.#named(member), ...order, roll, by: this.#self().name },
      timeoutMs: AGENT_EDIT_MS,
    });
  }

  /** A stretch of one of them; null when the agent does not give all of it. */
  async readJournal(
    member: MirrorMember,
    { name, offset, length }: { name: string; offset: JournalOffset; length: number },
  ): Promise<Buffer | null> {
    const pieces: Buffer[] = [];
    const fetched = await this.#client.fetchJournalFile({
      ...this.#to(member),
      name,
      offset,
      length,
      timeoutMs: FETCH_STEP_MS,
      onBytes: (bytes) => void pieces.push(Buffer.from(bytes)),
    });
    const bytes = Buffer.concat(pieces);
    return fetched.ok && bytes.length === length ? bytes : null;
  }

  /** The whole of one of them, in order. False when it does not come to its end. `onBytes` may answer a promise to slow it down. */
  async fetchWholeFile(member: MirrorMember, file: FetchedFile, onBytes: (bytes: Buffer) => void | Promise<void>): Promise<boolean> {
    const fetched = await this.#client.fetchJournalFile({
      ...this.#to(member),
      name: file.name,
      offset: 0,
      length: file.end,
      timeoutMs: FETCH_STEP_MS,
      onBytes,
    });
    return fetched.ok && fetched.value === file.end;
  }

  async #fetchFile(
    member: MirrorMember,
    options: {
      journal: ReceivedHistory;
      file: FetchedFile;
      from: number;
      isWanted: () => boolean;
      onBytes: ((length: number) => void) | undefined;
    },
  ): Promise<boolean> {
    const { journal, file, from, isWanted, onBytes } = options;
    const receiver = new FileReceiver(journal, file, from);
    let fault: JournalFault | null = null;
    const fetched = await this.#client.fetchJournalFile({
      ...this.#to(member),
      name: file.name,
      offset: from,
      length: file.end - from,
      timeoutMs: FETCH_STEP_MS,
      onBytes: (bytes) => {
        if (!isWanted()) throw new Error('the journal is not wanted any more');
        if (fault) throw fault;
        try {
          receiver.take(bytes);
          onBytes?.(bytes.length);
        } catch (error) {
          if (error instanceof JournalFault) fault = error;
          throw error;
        }
      },
    });
    await journal.settled();
    if (fault) throw fault;
    return fetched.ok && receiver.isComplete && isWanted();
  }

  /** Connects to the arbiter; answers its incarnation. */
  async openArbiter(handlers: { onMessage: (message: ArbiterMessage) => void; onLost: () => void }): Promise<string | null> {
    const { arbiter, guid, qosTimeoutMs, key } = this.#config();
    this.closeArbiter();
    if (!arbiter) return null;
    const opened = await this.#client.connectArbiter({
      ...arbiter,
      mirrorGuid: guid,
      memberGuid: this.#self().guid,
      qosTimeoutMs,
      mirrorKey: key ?? null,
      onMessage: handlers.onMessage,
      onLost: handlers.onLost,
    });
    // One that has no key yet waits for the primary's word, and is not wronged.
    const refusal = opened.ok || !key || opened.refusal.code === '2086' ? null : opened.refusal;
    // It knocks again every second: told once, until it is let in or not reached.
    if (refusal && !this.arbiterRefusal) this.#log(2, refusalText(refusal, 'en'));
    this.arbiterRefusal = refusal;
    if (!opened.ok) return null;
    this.#arbiter = opened.value;
    return opened.value.incarnation;
  }

  /** Why the arbiter, which answers, does not take this member for one of its mirror; null while it does, or is not reached. */
  arbiterRefusal: Refusal | null = null;

  /** null: not measured. */
  get arbiterRoundTripMs(): number | null {
    return this.#arbiter?.roundTripMs() ?? null;
  }

  tellArbiter(message: MessageToArbiter): void {
    this.#arbiter?.send(message);
  }

  closeArbiter(): void {
    this.#arbiter?.close();
    this.#arbiter = null;
  }

  #named({ guid }: MirrorMember) {
    return { mirrorGuid: this.#config().guid, memberGuid: guid };
  }

  /** Engine facts 1.5: the agent address first, then the private and superserver addresses. */
  #to(member: MirrorMember) {
    return {
      addresses: [...new Set([member.agentAddress, member.mirrorPrivateAddress, member.superserverAddress])],
      port: member.agentPort,
      credentials: this.#config().useTls ? this.#credentials() : null,
      member: { ...this.#named(member), distinguishedName: member.distinguishedName },
    };
  }
}

export interface FetchedFile {
  readonly fileCount: FileCount;
  readonly guid: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Puts the bytes of one fetched file into the journal as they come, the header first, then whole blocks. Throws a `JournalFault` at the
 * first that is none: nothing of it is taken.
 */
class FileReceiver {
  /** What came and is not yet a header, or a block. */
  #rest: Buffer = Buffer.alloc(0);
  /** Of the first byte of `#rest`, once the header is taken. */
  #offset: JournalOffset;
  readonly #journal: ReceivedHistory;
  readonly #file: FetchedFile;

  constructor(journal: ReceivedHistory, file: FetchedFile, offset: JournalOffset) {
    this.#journal = journal;
    this.#file = file;
    this.#offset = offset;
  }

  take(bytes: Buffer): void {
    const { fileCount, name, start } = this.#file;
    this.#rest = Buffer.concat([this.#rest, bytes]);
    if (this.#offset < start) {
      if (this.#rest.length < start) return;
      this.#journal.receiveFile({ name, fileCount, header: Buffer.from(this.#rest.subarray(0, start)) });
      this.#rest = this.#rest.subarray(start);
      this.#offset = start;
    }
    const { size, isDamaged } = wholeBlocks(this.#rest, this.#offset);
    if (size > 0) this.#journal.receiveBlocks({ fileCount, offset: this.#offset, bytes: Buffer.from(this.#rest.subarray(0, size)) });
    this.#offset += size;
    this.#rest = this.#rest.subarray(size);
    if (isDamaged) throw new JournalFault({ reason: 'damaged', fileCount, name, offset: this.#offset, detail: '' });
  }

  get isComplete(): boolean {
    return this.#offset === this.#file.end;
  }
}
