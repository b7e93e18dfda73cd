/**
 * What the ISCAgents of other members last said of their instances: asked every few seconds about those that this member should be
 * connected to and is not. For people; no rule reads it.
 *
 * So a picture tells a process that has ended from one that hangs, and both from a host that nobody reaches.
 */
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { AgentReport } from '../mirror/dialogue.ts';
import type { StopTimer } from '../ports/clock.ts';
import type { OwnMember } from './own-member.ts';
import { AGENT_LOOK_ANSWER_MS, AGENT_LOOK_MS } from '../../machine/waits.ts';

/** Who looks. */
type WatchingMember = Pick<OwnMember, 'agents' | 'async' | 'clock' | 'config' | 'driver' | 'self'>;

export interface AgentWord {
  /** `hung`: the process is there and does not answer its own agent. `silent`: the agent does not answer. */
  readonly said: 'up' | 'hung' | 'down' | 'silent';
  /** Monotonic ms: when it was said, and how long asking took. */
  readonly atMs: number;
  readonly tookMs: number;
}

export class AgentWatch {
  readonly #member: WatchingMember;
  readonly #words = new Map<string, AgentWord>();
  readonly #asked = new Set<string>();
  #stop: StopTimer = () => undefined;

  constructor(member: WatchingMember) {
    this.#member = member;
  }

  start(): void {
    this.#stop = this.#member.clock.every(AGENT_LOOK_MS, () => this.#look());
  }

  close(): void {
    this.#stop();
  }

  /** null: it was not asked in the last rounds. */
  wordOf(guid: string): AgentWord | null {
    const word = this.#words.get(guid);
    return word && this.#member.clock.nowMs() - word.atMs <= 3 * AGENT_LOOK_MS + AGENT_LOOK_ANSWER_MS ? word : null;
  }

  /** As the agent answers; what it said is kept. One question to an agent at a time: null while another one is asked. */
  async ask(entry: MemberEntry, timeoutMs = AGENT_LOOK_ANSWER_MS): Promise<AgentReport | null> {
    if (this.#asked.has(entry.guid)) return null;
    const { clock } = this.#member;
    const begunMs = clock.nowMs();
    this.#asked.add(entry.guid);
    const report = await this.#member.agents.look(entry, timeoutMs).catch(() => null);
    this.#asked.delete(entry.guid);
    const atMs = clock.nowMs();
    this.#words.set(entry.guid, { said: saidIn(report), atMs, tookMs: atMs - begunMs });
    return report;
  }

  #look(): void {
    for (const entry of this.#absent()) void this.ask(entry);
  }

  /** Of a primary all that do not follow it; of another failover member its partner; an async leaves it to those. */
  #absent(): readonly MemberEntry[] {
    const { driver, async } = this.#member;
    const { role } = driver.state;
    if (async || role.kind === 'stopped') return [];
    const isFollowing = (role.kind === 'backup' || role.kind === 'synchronizing') && role.session !== null;
    if (isFollowing) return [];
    const self = this.#member.self().guid;
    const here = new Set([...driver.followers.values()].flatMap((follower) => (follower.isFollowing ? [follower.memberGuid] : [])));
    return this.#member
      .config()
      .members.filter(({ guid, kind }) => guid !== self && !here.has(guid) && (role.kind === 'primary' || kind === 'failover'));
  }
}

function saidIn(report: AgentReport | null): AgentWord['said'] {
  if (report === null) return 'silent';
  if (report.instance === 'down') return 'down';
  return report.responsive ? 'up' : 'hung';
}
