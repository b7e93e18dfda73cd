/**
 * Enable the service, set up TLS, create a mirror, join one: everything that turns an instance into a failover member. Preconditions and
 * errors: engine facts 2.1, 2.6.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { parseMemberName, parseMirrorName } from '../../contract/names.ts';
import { isOlderVersion } from '../../contract/units.ts';
import type { DescribedMirror } from '../agent/protocol.ts';
import { findLeftoverMirrorJournal, newFileGuid, mirrorJournalPrefix } from '../journal/journal-log.ts';
import { loadTlsCredentials, type TlsCredentials } from '../link/secure.ts';
import { type Identity, proveAddresses } from '../channel/address-proof.ts';
import { pathOnHost } from '../databases/host-path.ts';
import type { Instance } from '../instance/instance.ts';
import { askToJoin } from '../channel/member-dialer.ts';
import { checkArbiter, checkVirtualIp } from '../member/mirror-settings.ts';
import { rm } from 'node:fs/promises';
import { LOCAL_AGENT_MS, REMOTE_AGENT_MS } from '../../machine/waits.ts';

const MIRROR_KEY_BYTES = 32;

export async function enableMirrorService(
  instance: Instance,
  { enabled }: Omit<InstanceCommand<'enable-mirror-service'>, 'kind'>,
): Promise<Outcome<null>> {
  await instance.store.setService('%Service_Mirror', enabled);
  instance.mirrorServiceEnabled = enabled;
  instance.note(0, `%Service_Mirror was ${enabled ? 'enabled' : 'disabled'}`);
  return accepted(null);
}

/**
 * One save writes both configurations (portal facts 2.3). The files are checked first, so that a mistake shows here and not as a failed
 * connection.
 */
export async function saveTls(instance: Instance, typed: Omit<InstanceCommand<'save-tls'>, 'kind'>): Promise<Outcome<null>> {
  const files = { ...typed };
  for (const field of ['caFile', 'certificateFile', 'privateKeyFile', 'crlFile'] as const) {
    const file = typed[field]?.trim() ?? '';
    if (file === '') continue; // Which one is missing is said below.
    const place = pathOnHost(instance, file, field);
    if (!place.ok) return place;
    // Whoever reads it, the agent too, reads what was judged: another process takes a relative path from elsewhere.
    files[field] = place.value;
  }
  const stored = await instance.store.getTls('%MirrorServer');
  const privateKeyPassword = files.privateKeyPassword ?? stored?.privateKeyPassword ?? '';
  const loaded = await loadTlsCredentials({ ...files, privateKeyPassword }, instance.clock.wallTime());
  if (!loaded.ok) return loaded;
  const { distinguishedName } = loaded.value;
  const isTaken = instance.mirrors
    .members()
    .some((member) =>
      member.config().members.some((entry) => entry.guid !== member.membership.memberGuid && entry.distinguishedName === distinguishedName),
    );
  if (isTaken) return refused('2026', [distinguishedName], 'certificateFile');
  for (const name of ['%MirrorClient', '%MirrorServer'] as const) await instance.store.saveTls(name, { ...files, privateKeyPassword });
  instance.note(0, `TLS configurations %MirrorClient and %MirrorServer were saved (${distinguishedName})`);
  for (const member of instance.mirrors.members()) await member.names.certificateSaved();
  return accepted(null);
}

/** What creating and joining require of this instance. */
async function checkReady(instance: Instance, mirrorName: string): Promise<Outcome<null>> {
  if (!instance.mirrorServiceEnabled) return refused('2066');
  if (instance.mirror) return refused('P102', [instance.mirror.config().name]);
  if (instance.inactiveMembership) return refused('P143', [instance.inactiveMembership.mirrorName]);
  if (instance.mirrors.hasLeft) return refused('P140');
  return checkNoLeftover(instance, mirrorName);
}

/** Engine facts 2.6: mirror journal files of a mirror of that name, which this instance has left or another was. */
export async function checkNoLeftover(instance: Instance, mirrorName: string): Promise<Outcome<null>> {
  const leftover = await findLeftoverMirrorJournal(instance.journalDirectory, mirrorName);
  return leftover === null ? accepted(null) : refused('2174', [mirrorName, leftover], 'mirrorName');
}

/** What a member that may be primary one day requires of its host. */
export async function checkAgent(instance: Instance, agent: { address: string; port: number }): Promise<Outcome<null>> {
  const version = await instance.agentClient.request({
    addresses: [agent.address],
    port: agent.port,
    credentials: null,
    member: null,
    request: { op: 'version' },
    timeoutMs: LOCAL_AGENT_MS,
  });
  if (!version.ok) return refused('2118', [], 'agentPort');
  return isOlderVersion(version.value, instance.version) ? refused('2136') : accepted(null);
}

async function checkReadyForFailover(
  instance: Instance,
  mirrorName: string,
  { agentAddress, superserverAddress, agentPort }: MemberFields,
): Promise<Outcome<null>> {
  const ready = await checkReady(instance, mirrorName);
  return ready.ok ? checkAgent(instance, { address: agentAddress || superserverAddress, port: agentPort }) : ready;
}

/** null in a mirror without TLS. */
export async function tlsIdentity(instance: Instance, useTls: boolean): Promise<Outcome<TlsCredentials | null>> {
  if (!useTls) return accepted(null);
  const files = await instance.store.getTls('%MirrorServer');
  if (!files) return refused('2067', ['%MirrorServer'], 'useTls');
  return loadTlsCredentials(files, instance.clock.wallTime());
}

type MemberFields = Pick<InstanceCommand<'create-mirror'>, 'superserverAddress' | 'agentPort' | 'mirrorPrivateAddress' | 'agentAddress'>;

/** A failover member; an async changes the kind. */
export function entryOf(instance: Instance, name: string, fields: MemberFields, distinguishedName: string): MemberEntry {
  return {
    guid: newFileGuid(),
    name,
    kind: 'failover',
    instanceName: instance.options.name,
    instanceDirectory: instance.options.directory,
    agentAddress: fields.agentAddress || fields.superserverAddress,
    agentPort: fields.agentPort,
    mirrorPrivateAddress: fields.mirrorPrivateAddress || fields.superserverAddress,
    superserverAddress: fields.superserverAddress,
    superserverPort: instance.options.superserverPort,
    distinguishedName,
  };
}

export async function createMirror(instance: Instance, command: Omit<InstanceCommand<'create-mirror'>, 'kind'>): Promise<Outcome<null>> {
  const mirrorName = parseMirrorName(command.mirrorName);
  if (!mirrorName.ok) return mirrorName;
  const memberName = parseMemberName(command.memberName);
  if (!memberName.ok) return memberName;
  const ready = await checkReadyForFailover(instance, mirrorName.value, command);
  if (!ready.ok) return ready;
  const identity = await tlsIdentity(instance, command.useTls);
  if (!identity.ok) return identity;
  const virtualIp = await checkVirtualIp({
    virtualIp: command.virtualIp,
    card: command.networkInterface,
    mirrorName: mirrorName.value,
    network: instance.network,
    mine: false,
  });
  if (!virtualIp.ok) return virtualIp;

  const self = entryOf(instance, memberName.value, command, identity.value?.distinguishedName ?? '');
  const { useTls, arbiter, qosTimeoutMs, compressionForFailover, compressionForAsync, parallelDejournaling } = command;
  const arbitrated = checkArbiter(arbiter, [self]);
  if (!arbitrated.ok) return arbitrated;
  const mirrorGuid = newFileGuid();
  const credentials = identity.value;
  const { clock, network, agentClient } = instance;
  const proved = await becoming(instance, { mirrorGuid, memberGuid: self.guid, credentials }, () =>
    proveAddresses({ clock, network, agentClient, mirrorGuid, self, credentials }, self),
  );
  if (!proved.ok) return proved;
  const config: MirrorConfig = {
    name: mirrorName.value,
    guid: mirrorGuid,
    key: randomBytes(MIRROR_KEY_BYTES).toString('hex'),
    version: 1,
    useTls,
    arbiter,
    virtualIp: command.virtualIp,
    qosTimeoutMs,
    compressionForFailover,
    compressionForAsync,
    parallelDejournaling,
    members: [self],
    databases: [],
  };
  await beginMembership(instance, config, self, { networkInterface: command.networkInterface, validated: true });
  return accepted(null);
}

/** Join, step 1 (portal facts 2.4): asks the other system's agent. */
export async function describeMirror(
  instance: Instance,
  query: { mirrorName: string; agentAddress: string; agentPort: number; instanceName: string },
): Promise<Outcome<DescribedMirror>> {
  const name = parseMirrorName(query.mirrorName);
  if (!name.ok) return name;
  const described = await instance.agentClient.request({
    addresses: [query.agentAddress],
    port: query.agentPort,
    credentials: null,
    member: null,
    request: { op: 'describe-mirror', instanceName: query.instanceName.trim().toUpperCase(), mirrorName: name.value },
    timeoutMs: REMOTE_AGENT_MS,
  });
  if (described.ok) return described;
  // The agent knows its instance by its name alone: here the host has to be named, too.
  if (described.refusal.code === 'P100')
    return refused(
      'P100',
      [`${query.instanceName.trim().toUpperCase()} (${query.agentAddress})`, described.refusal.args[1] ?? ''],
      'instanceName',
    );
  const field = described.refusal.code === '2086' ? 'agentAddress' : described.refusal.code === '2083' ? 'instanceName' : 'mirrorName';
  return { ok: false, refusal: { ...described.refusal, field } };
}

/** While joining: the fields of the other member have names of their own, beside those of this one. */
export async function describeOther(
  instance: Instance,
  { mirrorName, other }: Pick<InstanceCommand<'join-as-failover'>, 'mirrorName' | 'other'>,
): Promise<Outcome<DescribedMirror>> {
  const described = await describeMirror(instance, { mirrorName, ...other });
  if (described.ok || described.refusal.field === undefined || described.refusal.field === 'mirrorName') return described;
  return { ok: false, refusal: { ...described.refusal, field: `other.${described.refusal.field}` } };
}

/** Meanwhile the instance says that it is this member to whoever tries its addresses. */
export async function becoming<T>(instance: Instance, identity: Identity, work: () => Promise<T>): Promise<T> {
  instance.becoming = identity;
  try {
    return await work();
  } finally {
    instance.becoming = null;
  }
}

export async function joinAsFailover(
  instance: Instance,
  command: Omit<InstanceCommand<'join-as-failover'>, 'kind'>,
): Promise<Outcome<{ kind: 'added' | 'pending'; primaryName: string }>> {
  const described = await describeOther(instance, command);
  if (!described.ok) return described;
  const mirror = described.value;
  const memberName = parseMemberName(command.memberName);
  if (!memberName.ok) return memberName;
  const ready = await checkReadyForFailover(instance, mirror.name, command);
  if (!ready.ok) return ready;
  const failover = mirror.members.filter(({ kind }) => kind === 'failover');
  if (failover.length >= 2) return refused('2137');
  const primary = mirror.members.find(({ guid }) => guid === mirror.primaryGuid);
  if (!primary) return refused('2084', ['the mirror has no primary now']);
  const identity = await tlsIdentity(instance, mirror.useTls);
  if (!identity.ok) return identity;
  const virtualIp = await checkVirtualIp({
    virtualIp: mirror.virtualIp,
    card: command.networkInterface,
    mirrorName: mirror.name,
    network: instance.network,
    mine: true,
  });
  if (!virtualIp.ok) return virtualIp;

  const self = entryOf(instance, memberName.value, command, identity.value?.distinguishedName ?? '');
  const identityAsMember = { mirrorGuid: mirror.guid, memberGuid: self.guid, credentials: identity.value };
  const answer = await becoming(instance, identityAsMember, () =>
    askToJoin({ network: instance.network, primary, member: self, mirrorGuid: mirror.guid, credentials: identity.value }),
  );
  if (!answer.ok) return answer;
  // Until the primary pushes a configuration that lists this member, it keeps one of its own that does.
  const { config, kind } = answer.value;
  const members = [...config.members.filter(({ guid }) => guid !== self.guid), self];
  await beginMembership(instance, { ...config, members }, self, { networkInterface: command.networkInterface, validated: false });
  return accepted({ kind, primaryName: primary.name });
}

/** Written down first: a crash leaves a member that starts as such. */
export async function beginMembership(
  instance: Instance,
  config: MirrorConfig,
  self: MemberEntry,
  { networkInterface, validated }: { networkInterface: string | null; validated: boolean },
): Promise<void> {
  const membership = {
    mirrorName: config.name,
    mirrorGuid: config.guid,
    memberGuid: self.guid,
    memberName: self.name,
    kind: self.kind,
    networkInterface,
    joinMirror: true,
    validatedMember: validated,
    stopped: false,
    noFailoverFor: null,
    purgeAfterDejournaling: true,
    dejournalingStopped: false,
    dejournalFilter: null,
    promotion: null,
    configuration: config,
  };
  await instance.store.saveMembership(membership);
  await instance.mirrors.start(membership);
}

/** The cure of #2174: deletes mirror journal files of a mirror that this instance does not belong to. */
export async function deleteLeftoverMirrorJournals(
  instance: Instance,
  command: Omit<InstanceCommand<'delete-leftover-mirror-journals'>, 'kind'>,
): Promise<Outcome<{ count: number }>> {
  const name = parseMirrorName(command.mirrorName);
  if (!name.ok) return name;
  if (instance.mirrors.named(name.value)) return refused('P102', [name.value]);
  const files = readdirSync(instance.journalDirectory).filter((file) => file.startsWith(mirrorJournalPrefix(name.value)));
  for (const file of files) await rm(path.join(instance.journalDirectory, file));
  instance.note(1, `${files.length} left-over mirror journal files of ${name.value} were deleted`);
  return accepted({ count: files.length });
}
