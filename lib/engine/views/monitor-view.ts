/**
 * The Mirror Monitor as one member sees it, from its own machine and what its peers last said of themselves (engine facts 3, portal facts
 * 2.8).
 */
import type { InstanceQueryInput, InstanceView } from '../../contract/views.ts';
import { downloadsDatabases } from '../../contract/units.ts';
import { accepted, type Outcome } from '../../contract/errors.ts';
import { toOffer } from '../../contract/refusal.ts';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import { displayStatus } from '../mirror/display-status.ts';
import type { Outlook } from '../mirror/outlook.ts';
import { failoverVerdict } from '../mirror/verdict.ts';
import { memberOf, operationOffers } from '../commands/mirror-operation.ts';
import { roleOffers } from '../commands/role-orders.ts';
import { offerDejournaling } from '../offers/dejournaling-offer.ts';
import type { MemberOffers } from '../../contract/member-orders.ts';
import { offerDownload } from '../offers/download-offer.ts';
import { isNoFailoverSet } from '../offers/operation-offers.ts';
import { type FoundDatabase, offerActivate, offerCatchUp, offerMount, offerRemoveFromMirror } from '../databases/database-offers.ts';
import { mirrorPosition } from '../dejournal/mirror-position.ts';
import type { Instance } from '../instance/instance.ts';
import { awaitsAuthorizationOn, memberRows, primaryOf } from '../member/member-rows.ts';
import type { MirrorMember } from '../member/mirror-member.ts';

type Monitor = InstanceView<'mirror-monitor'>;
const OWN_EVENTS_MAX = 50;

export function mirrorMonitor(instance: Instance, { mirrorName }: InstanceQueryInput<'mirror-monitor'>): Outcome<Monitor> {
  const found = memberOf(instance, mirrorName);
  if (!found.ok) return found;
  const member = found.value;
  const config = member.config();
  const self = member.self();
  const { state } = member.driver;
  const other = config.members.find(({ guid, kind }) => kind === 'failover' && guid !== self.guid) ?? null;
  const { role } = state;
  const databases = mirroredRows(instance, member);
  return accepted({
    mirrorName: config.name,
    thisKind: self.kind,
    thisMember: summaryOf(self),
    otherMember: other && summaryOf(other),
    version: instance.version,
    otherVersion: otherVersion(member),
    useTls: member.config().useTls,
    hasCredentials: member.credentials !== null,
    arbiter: {
      address: config.arbiter ? `${config.arbiter.address}|${config.arbiter.port}` : null,
      mode: (role.kind === 'primary' || role.kind === 'backup') && role.mode.kind === 'arbiter' ? 'arbiter-controlled' : 'agent-controlled',
      connection: arbiterConnection(member),
    },
    role: displayStatus(state),
    awaitsAuthorizationOn: config.members.find(({ guid }) => guid === awaitsAuthorizationOn(member))?.name ?? null,
    noFailover: isNoFailoverSet(member),
    members: memberRows(instance, member),
    dejournaling: member.async && { isRunning: !member.dejournaler.isStopped, processId: process.pid },
    incomingRate: role.kind === 'primary' ? null : member.driver.incomingRate,
    missingDatabases: missingDatabases(member, databases),
    downloads: downloadsDatabases(instance.version),
    databases,
    failover: failoverVerdict(member.failover?.state ?? null, outlookOf(member), {
      isOtherOff: member.failover?.isPartnerOffByPlan ?? false,
    }),
    timeline: ownEvents(member),
    forceFacts: forceFacts(member),
    inconsistent:
      ((role.kind === 'deciding' || role.kind === 'searching') && role.reason === 'inconsistent') ||
      (role.kind === 'synchronizing' && role.isRetry && state.hindrance === null),
    offers: memberOffers(instance, member),
    virtualIp: config.virtualIp && `${config.virtualIp.address}/${config.virtualIp.prefixLength}`,
  });
}

/** What this member told, the newest first. */
const ownEvents = (member: MirrorMember): Monitor['timeline'] =>
  member.timeline.events
    .filter((event) => event.mirrorGuid === null || event.memberGuid === member.self().guid)
    .slice(0, OWN_EVENTS_MAX)
    .map(({ at, text, severity, story }) => ({ at, member: member.self().name, text, severity, story }));

const summaryOf = ({ guid, name, superserverAddress, mirrorPrivateAddress }: MemberEntry) => ({
  guid,
  name,
  superserverAddress,
  mirrorPrivateAddress,
});

/** What the other failover member last said while connected; null on an async, and while it is not connected. */
function otherVersion(member: MirrorMember): string | null {
  const { driver, partner } = member;
  if (!partner) return null;
  const follower = [...driver.followers.values()].find(({ memberGuid, isFollowing }) => memberGuid === partner.guid && isFollowing);
  const progress = follower ? follower.progress : primaryOf(member) === partner.guid ? driver.primaryProgress : null;
  return progress?.version ?? null;
}

/** "Both" only when the other member itself says, on a live connection, that it sees the same arbiter process. */
function arbiterConnection(member: MirrorMember): Monitor['arbiter']['connection'] {
  if (!member.failover) return 'not-connected';
  const { arbiter, role } = member.failover.state;
  if (arbiter.kind !== 'connected') return member.agents.arbiterRefusal ? 'refused' : 'not-connected';
  if (role.kind === 'primary')
    return role.backup.kind === 'connected' && role.backup.incarnation === arbiter.incarnation ? 'both' : 'only-this';
  if (role.kind === 'backup') return member.driver.primaryProgress?.arbiterIncarnation === arbiter.incarnation ? 'both' : 'only-this';
  return 'only-this';
}

function forceFacts(member: MirrorMember): Monitor['forceFacts'] {
  const { durable } = member.driver.state;
  const history = member.journal;
  const last = history.files().at(-1);
  const time = history.lastBlockTimeMs;
  return {
    lastStanding: durable.lastRole === 'primary' ? 'primary' : durable.wasActive ? 'active-backup' : 'not-active',
    journal: last && time !== null ? { time: new Date(time).toISOString(), file: history.pathOf(last.fileCount) } : null,
  };
}

/** The backup's, on whichever of the two: on the primary only while it speaks of the present configuration. */
function outlookOf(member: MirrorMember): Outlook | null {
  if (!member.isPrimary) return member.outlook.now;
  const backup = [...member.driver.followers.values()].find(
    ({ memberGuid, isFollowing }) => memberGuid === member.partner?.guid && isFollowing,
  );
  const outlook = backup?.progress?.outlook ?? null;
  return outlook?.configurationVersion === member.config().version ? outlook : null;
}

/** Names that the mirror lists and this member has not (portal facts 2.8). One that is dismounted is here: its row says how to mount it. */
function missingDatabases(member: MirrorMember, rows: Monitor['databases']): string[] {
  const config = member.config();
  const here = new Set(rows.map(({ name }) => name));
  return config.databases.filter(({ name }) => !here.has(name)).map(({ name }) => `:mirror:${config.name}:${name}`);
}

/** What this instance has of the mirror, mounted or not. */
function mirroredRows(instance: Instance, member: MirrorMember): Monitor['databases'] {
  const { guid, name } = member.config();
  const isOurs = ({ definition, mounted }: FoundDatabase) =>
    mounted ? mounted.file.identity.mirror?.mirrorGuid === guid : definition.mirrored?.mirrorName === name;
  return instance
    .databases()
    .filter(isOurs)
    .map((found) => databaseRow(instance, member, found));
}

function databaseRow(instance: Instance, member: MirrorMember, found: FoundDatabase): Monitor['databases'][number] {
  const { definition, mounted } = found;
  const row = {
    name: mounted?.file.identity.mirror?.mirrorDatabaseName ?? definition.mirrored?.databaseName ?? definition.name,
    localName: definition.name,
    directory: definition.directory,
    actions: {
      mount: toOffer(offerMount(found)),
      activate: toOffer(offerActivate(instance, found)),
      catchUp: toOffer(offerCatchUp(instance, found)),
      download: toOffer(offerDownload(instance, found)),
      remove: toOffer(offerRemoveFromMirror(found)),
    },
  };
  if (!mounted) return { ...row, status: 'dismounted', nextRecord: null };
  const { role } = member.driver.state;
  const status = databaseStatus(instance, mounted, role.kind);
  // What awaits its copy has no place in the journal yet.
  const hasNone = (role.kind === 'primary' && status === 'normal') || status === 'needs-download' || status === 'downloading';
  return { ...row, status, nextRecord: hasNone ? null : nextRecord(member, mounted) };
}

function databaseStatus(
  instance: Instance,
  mounted: MountedDatabase,
  role: MirrorMember['driver']['state']['role']['kind'],
): Monitor['databases'][number]['status'] {
  const dejournaler = instance.mirrors.dejournalerOf(mounted.file);
  if (dejournaler.stateOf(mounted.file) === 'catching-up') return 'catchup-running';
  const standing = instance.standingOf(mounted);
  if (standing === 'needs-download' && instance.downloads.isRunning(mounted.name)) return 'downloading';
  switch (standing) {
    case 'orphaned':
    case 'obsolete':
    case 'needs-activation':
    case 'needs-download':
    case 'needs-catchup':
      return standing;
    case 'paused':
      return role === 'primary' ? 'needs-catchup' : 'dejournaling-stopped';
    default:
      if (role === 'primary') return 'normal';
      // By an operator, for the whole mirror, or by its dejournal filter.
      return role === 'stopped' || dejournaler.isStopped ? 'dejournaling-stopped' : 'dejournaling';
  }
}

/** Of a database that takes part, where the reading is; of one that does not, what its own file says. */
function nextRecord(member: MirrorMember, { file }: MountedDatabase): Monitor['databases'][number]['nextRecord'] {
  const { dejournaler, journal: history } = member;
  const isFollowing = dejournaler.takesPart(file);
  const { position: reached, timeMs } = dejournaler.applied();
  // Nothing is read before it begins, nor after a failure has ended it.
  const position = isFollowing && reached.fileCount > 0 ? reached : mirrorPosition(file);
  const isCurrent = isFollowing && history.isAtEnd(position);
  const found = history.files().find(({ fileCount }) => fileCount === position.fileCount);
  return {
    time: isCurrent || !isFollowing || timeMs === 0 ? null : new Date(timeMs).toISOString(),
    file: found ? history.pathOf(found.fileCount) : position.fileCount > 0 ? `#${position.fileCount}` : '',
    offset: position.offset,
  };
}

const memberOffers = (instance: Instance, member: MirrorMember): MemberOffers => ({
  ...operationOffers(member),
  ...roleOffers(instance, member),
  'set-dejournaling': toOffer(offerDejournaling(member, member.dejournaler.isStopped)),
});
