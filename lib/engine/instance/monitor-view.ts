/** The Mirror Monitor as one member sees it, from its own machine and what its peers last said of themselves (engine facts 3, portal facts 2.8). */
import type { InstanceView } from '../../contract/views.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { isBefore } from '../journal/position.ts';
import { displayStatus } from '../mirror/display-status.ts';
import { failoverVerdict } from '../mirror/verdict.ts';
import { offerNoFailover, offerOrder, offerResume } from './commands/mirror-operation.ts';
import type { Instance } from './instance.ts';
import { memberRows } from './member-rows.ts';
import type { MirrorMember } from './mirror-member.ts';

type Monitor = InstanceView<'mirror-monitor'>;

/** A refusal as it travels in a view. */
export const toOffer = (outcome: Outcome<unknown>): { code: Refusal['code']; args: string[]; field?: string } | null => (outcome.ok ? null : { ...outcome.refusal, args: [...outcome.refusal.args] });

export function mirrorMonitor(instance: Instance): Outcome<Monitor> {
  const member = instance.mirror;
  if (!member) return refused('2074');
  const config = member.config();
  const self = member.self();
  const { state } = member.driver;
  const other = config.members.find(({ guid, kind }) => kind === 'failover' && guid !== self.guid) ?? null;
  const { role } = state;
  return accepted({
    mirrorName: config.name,
    thisKind: self.kind,
    thisMember: summaryOf(self),
    otherMember: other && summaryOf(other),
    arbiter: {
      address: config.arbiter ? `${config.arbiter.address}|${config.arbiter.port}` : null,
      mode: (role.kind === 'primary' || role.kind === 'backup') && role.mode.kind === 'arbiter' ? 'arbiter-controlled' : 'agent-controlled',
      connection: arbiterConnection(member),
    },
    role: displayStatus(state),
    noFailover: state.settings.onlyPrimary !== null && member.membership.noFailoverFor !== null,
    members: memberRows(instance, member),
    incomingRate: role.kind === 'primary' ? null : member.driver.incomingRate,
    missingDatabases: role.kind === 'primary' ? [] : missingDatabases(instance, member),
    databases: instance.mirroredDatabases().map((database) => databaseRow(instance, member, database.name)),
    failover: failoverVerdict(member.failover?.state ?? null),
    timeline: instance.timeline.map((event) => ({ at: event.at, member: self.name, text: event.text, severity: event.severity, story: event.story && { code: event.story.code, args: [...event.story.args] } })),
    forceFacts: forceFacts(instance, member),
    inconsistent: ((role.kind === 'deciding' || role.kind === 'searching') && role.reason === 'inconsistent') || (role.kind === 'synchronizing' && role.isRetry),
    actions: actionsOf(member),
  });
}

const summaryOf = ({ guid, name, superserverAddress, mirrorPrivateAddress }: MemberEntry) => ({ guid, name, superserverAddress, mirrorPrivateAddress });

/** "Both" only when the other member itself says, on a live connection, that it sees the same arbiter process. */
function arbiterConnection(member: MirrorMember): Monitor['arbiter']['connection'] {
  if (!member.failover) return 'not-connected';
  const { arbiter, role } = member.failover.state;
  if (arbiter.kind !== 'connected') return 'not-connected';
  if (role.kind === 'primary') return role.backup.kind === 'connected' && role.backup.incarnation === arbiter.incarnation ? 'both' : 'only-this';
  if (role.kind === 'backup') return member.driver.primaryProgress?.arbiterIncarnation === arbiter.incarnation ? 'both' : 'only-this';
  return 'only-this';
}

function forceFacts(instance: Instance, member: MirrorMember): Monitor['forceFacts'] {
  const { durable } = member.driver.state;
  const history = instance.journal.mirror;
  const last = history.files().at(-1);
  const time = history.lastBlockTimeMs;
  return {
    lastStanding: durable.lastRole === 'primary' ? 'primary' : durable.wasActive ? 'active-backup' : 'not-active',
    journal: last && time !== null ? { time: new Date(time).toISOString(), file: history.pathOf(last.fileCount) } : null,
  };
}

/** Names that the primary lists and this member has not (portal facts 2.8). */
function missingDatabases(instance: Instance, member: MirrorMember): string[] {
  const config = member.config();
  const here = new Set(instance.mirroredDatabases().map(({ file }) => file.identity.mirror?.mirrorDatabaseName));
  return config.databases.filter(({ name }) => !here.has(name)).map(({ name }) => `:mirror:${config.name}:${name}`);
}

function databaseRow(instance: Instance, member: MirrorMember, name: string): Monitor['databases'][number] {
  const database = instance.database(name);
  const mirror = database?.file.identity.mirror;
  const base = { name: mirror?.mirrorDatabaseName ?? name, directory: database?.file.directory ?? '' };
  if (!database || !mirror) return { ...base, status: 'dismounted', nextRecord: null };
  const { role } = member.driver.state;
  if (!mirror.activated) return { ...base, status: 'needs-activation', nextRecord: null };
  if (role.kind === 'primary') return { ...base, status: database.writable.ok ? 'normal' : 'needs-catchup', nextRecord: null };
  const listed = member.config().databases.find((entry) => entry.name === mirror.mirrorDatabaseName);
  if (!listed) return { ...base, status: 'orphaned', nextRecord: null };
  if (listed.guid !== database.journalDatabase.guid) return { ...base, status: 'obsolete', nextRecord: null };
  const { position, timeMs } = instance.dejournaler.applied();
  const isCurrent = !isBefore(position, instance.journal.mirror.state().durable);
  const file = instance.journal.mirror.files().find(({ fileCount }) => fileCount === position.fileCount);
  return {
    ...base,
    status: role.kind === 'stopped' || instance.dejournaler.isPaused(database.file) ? 'dejournaling-stopped' : 'dejournaling',
    nextRecord: { time: isCurrent || timeMs === 0 ? null : new Date(timeMs).toISOString(), file: file ? instance.journal.mirror.pathOf(file.fileCount) : '', offset: position.offset },
  };
}

function actionsOf(member: MirrorMember): Monitor['actions'] {
  const { role } = member.driver.state;
  const notOnPrimary = role.kind === 'primary' || role.kind === 'taking-over' ? refused('2116') : accepted(null);
  return {
    setNoFailover: toOffer(offerNoFailover(member, true)),
    clearNoFailover: toOffer(offerNoFailover(member, false)),
    stopMirror: toOffer(!notOnPrimary.ok ? notOnPrimary : role.kind === 'stopped' ? refused('P105', ['Stop Mirror On This Member', 'it is stopped']) : accepted(null)),
    startMirror: toOffer(role.kind === 'stopped' ? accepted(null) : refused('P105', ['Start Mirror On This Member', 'mirroring is running'])),
    tryPrimary: toOffer(offerOrder(member, 'try')),
    forcePrimary: toOffer(offerOrder(member, 'force')),
    resumePrimary: toOffer(offerResume(member)),
    shutDownIsolated: toOffer(offerResume(member)),
  };
}
