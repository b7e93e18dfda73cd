/**
 * The mirror as one member sees it, for a picture: from its machine, its connections, and what others last said on them.
 *
 * What is drawn is what this process knows at this moment. A connection between two others is known by the primary's word of them; where
 * there is none, nothing is said. Ages are whole seconds, so that a quiet mirror gives the same answer again and again.
 */
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { Progress } from '../../contract/member-status.ts';
import type { Topology, TopologyConnection, TopologyMember } from '../../contract/topology.ts';
import { ARBITER_END, NOBODY_HOLDS } from '../../contract/topology-ends.ts';
import { NO_MATCHED_SUBNET } from '../../contract/choices.ts';
import type { InstanceQueryInput, InstanceView } from '../../contract/views.ts';
import { accepted, type Outcome } from '../../contract/errors.ts';
import { memberOf } from '../commands/mirror-operation.ts';
import type { Instance } from '../instance/instance.ts';
import type { JournalPosition } from '../journal/position.ts';
import { memberRows, primaryOf, recordsBehind } from '../member/member-rows.ts';
import { memberLag } from '../member/mirror-counters.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { displayStatus } from '../mirror/display-status.ts';
import { silenceMs } from '../mirror/timing.ts';
import { LINE_IDLE_MS, LINE_SILENT_MS } from '../../machine/waits.ts';

type Row = InstanceView<'mirror-monitor'>['members'][number];

export function mirrorTopology(instance: Instance, { mirrorName }: InstanceQueryInput<'mirror-topology'>): Outcome<Topology> {
  const found = memberOf(instance, mirrorName);
  if (!found.ok) return found;
  const member = found.value;
  const config = member.config();
  const look = new Look(instance, member);
  return accepted({
    mirrorName: config.name,
    waitMs: silenceMs(config.qosTimeoutMs),
    members: config.members.map((entry) => look.member(entry)),
    arbiter: look.arbiter(),
    virtualIp: look.virtualIp(),
    connections: look.connections(),
  });
}

/** Of one moment. */
class Look {
  readonly #member: MirrorMember;
  readonly #self: MemberEntry;
  readonly #others: readonly MemberEntry[];
  readonly #rows: ReadonlyMap<string, Row>;
  /** GUID of the primary as far as this member knows one: itself, or the one that it is connected to. */
  readonly #primary: string | null;
  readonly #wallMs: number;
  readonly #nowMs: number;

  constructor(instance: Instance, member: MirrorMember) {
    this.#member = member;
    this.#self = member.self();
    this.#others = member.config().members.filter(({ guid }) => guid !== this.#self.guid);
    this.#rows = new Map(memberRows(instance, member).map((row) => [row.guid, row]));
    this.#primary = member.isPrimary ? this.#self.guid : primaryOf(member);
    this.#wallMs = instance.clock.wallTime().getTime();
    this.#nowMs = instance.clock.nowMs();
  }

  member(entry: MemberEntry): TopologyMember {
    const row = this.#rows.get(entry.guid);
    const isSelf = entry.guid === this.#self.guid;
    const isHeard = isSelf || this.#isConnected(entry.guid);
    const position = this.#position(entry.guid);
    return {
      guid: entry.guid,
      name: entry.name,
      kind: entry.kind,
      isSelf,
      status: row?.status ?? 'unknown',
      condition: row?.status === 'stopped' ? 'stopped' : isHeard ? 'alive' : this.#conditionOf(entry.guid),
      isActive: this.#isActive(entry.guid),
      term: isHeard ? this.#member.driver.state.durable.epoch : null,
      journal: position && { fileCount: position.fileCount, offset: position.offset },
      told: this.#told(entry),
      says: isSelf ? { status: displayStatus(this.#member.driver.state), ageMs: 0 } : this.#says(entry.guid),
      lagMs: row ? lagOf(row.journalTransfer) : null,
      lagBytes: this.#lagBytes(entry, row, position),
      atMostLost: this.#atMostLost(entry, row),
      readyMs: this.#outlookOf(entry.guid)?.readyMs ?? null,
      lastHeardAgoMs: isHeard ? null : this.#lostAgoMs(entry),
    };
  }

  arbiter(): Topology['arbiter'] {
    const { arbiter, members } = this.#member.config();
    if (!arbiter) return null;
    const role = this.#member.failover?.state.role;
    const mode = role?.kind === 'primary' || role?.kind === 'backup' ? role.mode.kind : null;
    return {
      address: `${arbiter.address}|${arbiter.port}`,
      mode: mode && (mode === 'arbiter' ? 'arbiter-controlled' : 'agent-controlled'),
      sees: members.flatMap(({ guid, kind }) => (kind === 'failover' ? [{ guid, isSeen: this.#isSeenByArbiter(guid) }] : [])),
    };
  }

  virtualIp(): Topology['virtualIp'] {
    const { virtualIp } = this.#member.config();
    if (!virtualIp) return null;
    const card = this.#member.membership.networkInterface;
    const isCardless = this.#primary === this.#self.guid && (card === null || card === NO_MATCHED_SUBNET);
    return { address: virtualIp.address, holder: isCardless ? NOBODY_HOLDS : this.#primary };
  }

  connections(): TopologyConnection[] {
    return [...this.#journalLines(), ...this.#agentLines(), ...this.#arbiterLines()];
  }

  // ---- members

  #followerOf(guid: string) {
    return [...this.#member.driver.followers.values()].find(({ memberGuid, isFollowing }) => memberGuid === guid && isFollowing);
  }

  /** Heard by this member itself, on a connection that is open. */
  #isConnected(guid: string): boolean {
    return this.#member.isPrimary ? this.#followerOf(guid) !== undefined : guid === this.#primary;
  }

  #position(guid: string): JournalPosition | null {
    if (guid === this.#self.guid) return this.#member.journal.state().durable;
    if (!this.#member.isPrimary) return guid === this.#primary ? this.#member.driver.primaryCommitted : null;
    const received = this.#followerOf(guid)?.received ?? null;
    return received && received.fileCount > 0 ? received : null;
  }

  #isActive(guid: string): boolean | null {
    const role = this.#member.failover?.state.role;
    if (role?.kind === 'backup') return guid === this.#self.guid ? role.active : null;
    if (role?.kind !== 'primary' || role.backup.kind !== 'connected') return null;
    return this.#followerOf(guid)?.number === role.backup.session ? role.backup.standing === 'active' : null;
  }

  /** A primary tells who follows it whether it waits for it; a follower knows what it was told. */
  #told({ guid, kind }: MemberEntry): TopologyMember['told'] {
    if (this.#member.isPrimary) {
      if (!this.#followerOf(guid)) return null;
      return kind !== 'failover' ? 'connected' : this.#isActive(guid) ? 'backup' : 'synchronizing';
    }
    const role = this.#member.failover?.state.role;
    if (guid !== this.#self.guid || role?.kind !== 'backup') return null;
    return role.active ? 'backup' : 'synchronizing';
  }

  /** Its own word, on the connection with it. */
  #says(guid: string): TopologyMember['says'] {
    if (!this.#isConnected(guid)) return null;
    const { driver } = this.#member;
    const status = (this.#member.isPrimary ? this.#followerOf(guid)?.progress : driver.primaryProgress)?.status;
    const line = this.#member.lines.of(guid);
    return status && line ? { status, ageMs: wholeSeconds(line.reading.heardAgoMs) } : null;
  }

  #conditionOf(guid: string): TopologyMember['condition'] {
    const said = this.#member.agentWatch.wordOf(guid)?.said;
    return said === 'down' ? 'dead' : said === 'hung' ? 'hung' : said === 'silent' ? 'out-of-reach' : null;
  }

  #lagBytes(entry: MemberEntry, row: Row | undefined, position: JournalPosition | null): number | null {
    if (row?.behindBytes !== null && row?.behindBytes !== undefined) return row.behindBytes;
    if (entry.guid === this.#primary || position === null) return null;
    const end = this.#member.isPrimary
      ? this.#member.journal.state().durable
      : entry.guid === this.#self.guid && this.#primary !== null
        ? this.#member.driver.primaryCommitted
        : null;
    if (end === null || end.fileCount !== position.fileCount) return null;
    return Math.max(0, end.offset - position.offset);
  }

  #lostAgoMs({ guid, kind }: MemberEntry): number | null {
    const { driver } = this.#member;
    const lost = driver.lostAt.get(guid) ?? (kind === 'failover' ? driver.partnerLostAt : null);
    return lost && wholeSeconds(this.#wallMs - lost.getTime());
  }

  // ---- connections

  /** From the primary to each that follows it, or should. */
  #journalLines(): TopologyConnection[] {
    const primary = this.#primary ?? this.#lastPrimary();
    if (primary === null) return [];
    const isOwn = (guid: string) => primary === this.#self.guid || guid === this.#self.guid;
    return this.#member.config().members.flatMap((entry) => {
      if (entry.guid === primary || this.#rows.get(entry.guid)?.status === 'stopped') return [];
      const seen = isOwn(entry.guid)
        ? this.#ownLine(entry.guid === this.#self.guid ? primary : entry.guid)
        : this.#lineOfOthers(entry.guid);
      return seen ? [{ ...unknownLine, ...seen, kind: 'journal', from: primary, to: entry.guid }] : [];
    });
  }

  /** With the member at the other end: as it is, or was when it ended. */
  #ownLine(peer: string): Partial<TopologyConnection> & Pick<TopologyConnection, 'state'> {
    const line = this.#member.lines.of(peer);
    if (!line) {
      const state = this.#member.lines.knockOf(peer) === 'refused' ? 'refused' : 'silent';
      return { state, lastWordAgoMs: this.#lostAgoOf(peer) };
    }
    const { heardAgoMs, isUnheard, roundTripMs, tls, compression, ratio, journalBytesPerSecond, journalAgoMs } = line.reading;
    const lastWordAgoMs = wholeSeconds(heardAgoMs);
    if (isUnheard) return { state: 'one-way', unheard: this.#self.guid, lastWordAgoMs };
    if (!line.isOpen) return { state: this.#member.lines.knockOf(peer) === 'refused' ? 'refused' : 'silent', lastWordAgoMs };
    if (heardAgoMs >= LINE_SILENT_MS) return { state: 'silent', lastWordAgoMs };
    return {
      state: journalAgoMs === null || journalAgoMs >= LINE_IDLE_MS ? 'idle' : 'connected',
      lastWordAgoMs,
      roundTripMs: roundTripMs === null ? null : Math.round(roundTripMs * 10) / 10,
      tls: tls ?? 'none',
      compression,
      ratio: ratio === null ? null : Math.round(ratio * 10) / 10,
      bytesPerSecond: Math.round(journalBytesPerSecond),
    };
  }

  /** Between two others: what the primary says of whoever follows it. */
  #lineOfOthers(guid: string): Pick<TopologyConnection, 'state'> | null {
    const word = this.#wordOf(guid);
    if (!word || this.#primary === null || word.status === 'unknown') return null;
    return { state: word.status === 'down' ? 'silent' : 'connected' };
  }

  /** Whom it was connected to before. */
  #lastPrimary(): string | null {
    const followed = this.#member.driver.state.durable.followed?.guid ?? this.#member.lastPrimary;
    return followed !== this.#self.guid && this.#others.some(({ guid }) => guid === followed) ? followed : null;
  }

  #lostAgoOf(guid: string): number | null {
    const entry = this.#others.find((other) => other.guid === guid);
    return entry ? this.#lostAgoMs(entry) : null;
  }

  /** From this member to those that it asks; and what the backup says of the primary's, which it asks every few seconds. */
  #agentLines(): TopologyConnection[] {
    const asked = this.#others.flatMap(({ guid }): TopologyConnection[] => {
      const word = this.#member.agentWatch.wordOf(guid);
      if (!word) return [];
      const line = { ...unknownLine, kind: 'agent', from: this.#self.guid, to: guid } as const;
      if (word.said === 'silent') return [{ ...line, state: 'silent' }];
      return [
        {
          ...line,
          state: 'connected',
          lastWordAgoMs: wholeSeconds(this.#nowMs - word.atMs),
          roundTripMs: Math.round(word.tookMs * 10) / 10,
        },
      ];
    });
    const { partner } = this.#member;
    const outlook = !partner || this.#primary === null ? null : this.#outlookOf(this.#member.isPrimary ? partner.guid : this.#self.guid);
    if (!partner || this.#primary === null || !outlook || outlook.primaryAgent === 'not-asked') return asked;
    // A former primary's own question, of a moment ago, leads to the same agent.
    if (!this.#member.isPrimary && asked.some(({ to }) => to === this.#primary)) return asked;
    const from = this.#member.isPrimary ? partner.guid : this.#self.guid;
    return [
      ...asked,
      { ...unknownLine, kind: 'agent', from, to: this.#primary, state: outlook.primaryAgent === 'answers' ? 'connected' : 'silent' },
    ];
  }

  /** A backup's own; of another one as it last said. */
  #outlookOf(guid: string) {
    if (this.#member.isPrimary) return this.#followerOf(guid)?.progress?.outlook ?? null;
    return guid === this.#self.guid ? this.#member.outlook.now : null;
  }

  /** Of who may be told to lead: the other failover member, and asyncs that may be promoted. */
  #atMostLost(entry: MemberEntry, row: Row | undefined): TopologyMember['atMostLost'] {
    const mayLead = entry.kind === 'failover' || entry.kind === 'disaster-recovery';
    if (!mayLead || !row || entry.guid === this.#primary) return null;
    const isSelf = entry.guid === this.#self.guid;
    if (this.#primary === null || (!isSelf && this.#member.isPrimary && !this.#isConnected(entry.guid))) {
      const unheardMs = isSelf ? this.#unheardMs() : this.#lostAgoMs(entry);
      return unheardMs === null ? null : { records: null, ms: null, unheardMs };
    }
    // Before the primary acknowledges anything, an Active backup has it.
    if (this.#isActive(entry.guid)) return { records: 0, ms: 0, unheardMs: null };
    const { lagMs, lagBytes } = memberLag(this.#member, row);
    const records = this.#member.isPrimary ? recordsBehind(this.#member, entry) : this.#wordOf(entry.guid)?.behindRecords;
    return { records: lagBytes === 0 ? 0 : (records ?? null), ms: lagBytes === 0 ? 0 : lagMs, unheardMs: null };
  }

  /** Since this member last heard a primary. */
  #unheardMs(): number | null {
    const lost = this.#member.driver.partnerLostAt;
    return lost && wholeSeconds(this.#wallMs - lost.getTime());
  }

  /** Of another one, or of this one, as the primary says. */
  #wordOf(guid: string) {
    return this.#member.driver.primaryProgress?.members.find((one) => one.guid === guid);
  }

  #arbiterLines(): TopologyConnection[] {
    const { failover, partner, agents } = this.#member;
    if (!failover || !this.#member.config().arbiter) return [];
    const { arbiter } = failover.state;
    const lines: TopologyConnection[] = [];
    const line = { ...unknownLine, kind: 'arbiter', to: ARBITER_END } as const;
    if (arbiter.kind === 'connected')
      lines.push({
        ...line,
        from: this.#self.guid,
        state: 'connected',
        lastWordAgoMs: wholeSeconds(this.#nowMs - arbiter.lastHeardMs),
        roundTripMs: agents.arbiterRoundTripMs === null ? null : Math.round(agents.arbiterRoundTripMs * 10) / 10,
      });
    else if (arbiter.kind !== 'unused') lines.push({ ...line, from: this.#self.guid, state: agents.arbiterRefusal ? 'refused' : 'silent' });
    const isPartnerSeen = partner && this.#isSeenByArbiter(partner.guid);
    if (partner && isPartnerSeen !== null) lines.push({ ...line, from: partner.guid, state: isPartnerSeen ? 'connected' : 'silent' });
    return lines;
  }

  /** Of this member its own connection; of the other one what it says of its own, which must lead to the same process. */
  #isSeenByArbiter(guid: string): boolean | null {
    const { failover, partner, driver } = this.#member;
    if (!failover) return null;
    const { arbiter, role } = failover.state;
    if (guid === this.#self.guid) return arbiter.kind === 'unused' ? null : arbiter.kind === 'connected';
    if (guid !== partner?.guid || !this.#isConnected(guid)) return null;
    const incarnation = role.kind === 'primary' ? backupsIncarnation(role) : driver.primaryProgress?.arbiterIncarnation;
    if (incarnation === undefined) return null;
    return incarnation !== null && (arbiter.kind !== 'connected' || incarnation === arbiter.incarnation);
  }
}

const backupsIncarnation = ({ backup }: Extract<MirrorMember['driver']['state']['role'], { kind: 'primary' }>) =>
  backup.kind === 'connected' ? backup.incarnation : undefined;

const unknownLine = {
  unheard: null,
  lastWordAgoMs: null,
  roundTripMs: null,
  tls: null,
  compression: null,
  ratio: null,
  bytesPerSecond: null,
} as const;

const wholeSeconds = (milliseconds: number) => Math.max(0, Math.floor(milliseconds / 1000) * 1000);

const lagOf = (transfer: Progress): number | null =>
  transfer.kind === 'active' || transfer.kind === 'caught-up' ? 0 : transfer.kind === 'behind' ? transfer.behindMs : null;
