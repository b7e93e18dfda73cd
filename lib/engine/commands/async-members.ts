/** Async members: joining as one, and what an administrator changes on one. Preconditions and errors: engine facts 1.2 to 1.4, 2.6, 9.4. */
import type { AsyncKind } from '../../contract/async-members.ts';
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { parseMemberName, parseMirrorName } from '../../contract/names.ts';
import type { InstanceView } from '../../contract/views.ts';
import { asyncMirrors } from './async-mirrors.ts';
import type { Instance } from '../instance/instance.ts';
import { typeChanged } from '../member/member-roll.ts';
import { askToJoin } from '../channel/member-dialer.ts';
import { beginFilter, removeFilter } from '../member/member-filter.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { toOffer } from '../../contract/refusal.ts';
import { offerAsyncKind, offerClearFlag, offerClearFlags, offerJoinAsAsync } from '../offers/async-offers.ts';
import { offerDejournaling } from '../offers/dejournaling-offer.ts';
import { memberOf } from './mirror-operation.ts';
import { becoming, beginMembership, checkAgent, checkNoLeftover, describeOther, entryOf, tlsIdentity } from './mirror-set-up.ts';
import { WRITTEN_ANSWER_MS } from '../../machine/waits.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

/** A further mirror: of another name, and this member is there what it is in the others. */
function checkFurtherMirror(
  instance: Instance,
  { mirrorName, memberKind, memberName }: { mirrorName: string; memberKind: AsyncKind; memberName: string },
): Outcome<null> {
  const present = instance.mirrors.seats()[0]?.membership;
  if (!present) return accepted(null);
  if (instance.mirrors.named(mirrorName)) return refused('2101', [mirrorName], 'mirrorName');
  if (memberKind === 'disaster-recovery') return refused('2149', [], 'memberKind');
  if (memberKind !== present.kind) return refused('2142', [], 'memberKind');
  return memberName === present.memberName ? accepted(null) : refused('2141', [memberName, present.memberName], 'memberName');
}

export async function joinAsAsync(
  instance: Instance,
  command: Fields<'join-as-async'>,
): Promise<Outcome<{ kind: 'added' | 'pending'; primaryName: string }>> {
  const offered = offerJoinAsAsync(instance);
  if (!offered.ok) return offered;
  const mirrorName = parseMirrorName(command.mirrorName);
  if (!mirrorName.ok) return mirrorName;
  const memberName = parseMemberName(command.memberName);
  if (!memberName.ok) return memberName;
  const further = checkFurtherMirror(instance, {
    mirrorName: mirrorName.value,
    memberKind: command.memberKind,
    memberName: memberName.value,
  });
  if (!further.ok) return further;
  const described = await describeOther(instance, command);
  if (!described.ok) return described;
  const mirror = described.value;
  const isFailoverMember = mirror.members.some(({ guid, kind }) => guid === mirror.answeredBy && kind === 'failover');
  if (!isFailoverMember) return refused('2150', [], 'instanceName');
  const clean = await checkNoLeftover(instance, mirror.name);
  if (!clean.ok) return clean;
  // Only a member that may be promoted one day needs an agent (facts 1.3).
  const agent =
    command.memberKind === 'disaster-recovery'
      ? await checkAgent(instance, { address: command.agentAddress || command.address, port: command.agentPort })
      : accepted(null);
  if (!agent.ok) return agent;
  const primary = mirror.members.find(({ guid }) => guid === mirror.primaryGuid);
  if (!primary) return refused('2084', ['the mirror has no primary now']);
  const identity = await tlsIdentity(instance, mirror.useTls);
  if (!identity.ok) return identity;
  const addresses = {
    superserverAddress: command.address,
    mirrorPrivateAddress: command.address,
    agentAddress: command.agentAddress,
    agentPort: command.agentPort,
  };
  const self: MemberEntry = {
    ...entryOf(instance, memberName.value, addresses, identity.value?.distinguishedName ?? ''),
    kind: command.memberKind,
  };
  const identityAsMember = { mirrorGuid: mirror.guid, memberGuid: self.guid, credentials: identity.value };
  const answer = await becoming(instance, identityAsMember, () =>
    askToJoin({ network: instance.network, primary, member: self, mirrorGuid: mirror.guid, credentials: identity.value }),
  );
  if (!answer.ok) return { ok: false, refusal: atAddress(answer.refusal) };
  const { config, kind } = answer.value;
  const members = [...config.members.filter(({ guid }) => guid !== self.guid), self];
  const purgeAfterDejournaling = instance.mirror?.membership.purgeAfterDejournaling;
  await beginMembership(instance, { ...config, members }, self, { networkInterface: null, validated: false });
  // One setting of the page is for all its mirrors.
  if (purgeAfterDejournaling === false) await instance.mirrors.named(config.name)?.member?.changeMembership({ purgeAfterDejournaling });
  return accepted({ kind, primaryName: primary.name });
}

/** The form has one address for both. */
const atAddress = <R extends { field?: string }>(refusal: R): R =>
  refusal.field === 'superserverAddress' || refusal.field === 'mirrorPrivateAddress' ? { ...refusal, field: 'address' } : refusal;

/** In one of its mirrors, or in the first. */
function asyncOf(instance: Instance): Outcome<MirrorMember> {
  if (!instance.mirror) return refused('2074');
  return instance.mirror.async ? accepted(instance.mirror) : refused('2165');
}

export function asyncEdit(instance: Instance): Outcome<InstanceView<'async-edit'>> {
  const found = asyncOf(instance);
  if (!found.ok) return found;
  const member = found.value;
  const self = member.self();
  if (self.kind === 'failover') return refused('2165');
  const listed = asyncMirrors(instance);
  if (!listed.ok) return listed;
  return accepted({
    mirrorName: member.config().name,
    memberName: self.name,
    memberKind: self.kind,
    useTls: member.config().useTls,
    distinguishedName: self.distinguishedName,
    purgeAfterDejournaling: member.membership.purgeAfterDejournaling,
    dejournalingStopped: member.membership.dejournalingStopped,
    mirrors: listed.value.mirrors,
    databases: instance.mirroredDatabases().map(({ name, file }) => ({
      name,
      mirrorName: file.identity.mirror?.mirrorName ?? '',
      mirrorDatabaseName: file.identity.mirror?.mirrorDatabaseName ?? '',
      directory: file.directory,
      failoverDatabase: file.identity.mirror?.failoverDatabase ?? false,
      clear: toOffer(offerClearFlag(instance, member, name)),
    })),
    changeTo: {
      'disaster-recovery': toOffer(offerAsyncKind(instance, 'disaster-recovery')),
      'read-only-reporting': toOffer(offerAsyncKind(instance, 'read-only-reporting')),
      'read-write-reporting': toOffer(offerAsyncKind(instance, 'read-write-reporting')),
    },
    actions: {
      clearAll: toOffer(offerClearFlags(instance, member)),
      joinMirror: toOffer(offerJoinAsAsync(instance)),
      stopDejournaling: toOffer(offerDejournaling(member, false)),
      startDejournaling: toOffer(offerDejournaling(member, true)),
    },
  });
}

/**
 * In all its mirrors (engine facts 1.4). The type first, which only the primary of each can change; flags are cleared once it has: a DR
 * member never has a database without one.
 */
export async function editAsync(instance: Instance, command: Fields<'edit-async'>): Promise<Outcome<null>> {
  const found = asyncOf(instance);
  if (!found.ok) return found;
  const member = found.value;
  const offered = offerAsyncKind(instance, command.memberKind);
  if (!offered.ok) return offered;
  // One primary that fails to answer leaves the others changed: the same order again completes it.
  for (const one of instance.mirrors.members()) {
    const changed = await changeType(instance, one, command.memberKind);
    if (!changed.ok) return changed;
    await one.changeMembership({ purgeAfterDejournaling: command.purgeAfterDejournaling });
  }
  if (command.clearFailoverFlags && command.memberKind === 'read-write-reporting') {
    for (const { name } of instance.mirroredDatabases()) if (offerClearFlag(instance, member, name).ok) await clearFlag(instance, name);
  }
  return accepted(null);
}

async function changeType(instance: Instance, member: MirrorMember, memberKind: AsyncKind): Promise<Outcome<null>> {
  const self = member.self();
  if (self.kind === memberKind) return accepted(null);
  if (memberKind === 'disaster-recovery') {
    const agent = await checkAgent(instance, { address: self.agentAddress, port: self.agentPort });
    if (!agent.ok) return { ok: false, refusal: { ...agent.refusal, field: 'memberKind' } };
  }
  const primary = member.config().members.find(({ guid }) => guid === member.async?.primaryGuid);
  const answer = primary && (await member.dialer.ask(primary, { kind: 'change-type', memberKind }, WRITTEN_ANSWER_MS));
  if (answer?.kind !== 'type-changed') return refused('2082');
  if (answer.refusal !== null) return { ok: false, refusal: answer.refusal };
  const changed = await typeChanged(member, memberKind);
  if (changed.ok && memberKind === 'disaster-recovery') await removeFilter(instance, member);
  return changed;
}

export async function clearFailoverFlags(instance: Instance, { databases }: Fields<'clear-failover-flags'>): Promise<Outcome<null>> {
  const found = asyncOf(instance);
  if (!found.ok) return found;
  for (const name of databases) {
    const offered = offerClearFlag(instance, found.value, name);
    if (!offered.ok) return offered;
  }
  for (const name of databases) await clearFlag(instance, name);
  return accepted(null);
}

async function clearFlag(instance: Instance, name: string): Promise<void> {
  const database = instance.database(name);
  if (database) await instance.storage.byMirror.clearFailoverFlag(database);
}

/** Engine facts 9.4. Durable before it takes effect. */
export async function setDejournaling(instance: Instance, { running, mirrorName }: Fields<'set-dejournaling'>): Promise<Outcome<null>> {
  const found = memberOf(instance, mirrorName);
  if (!found.ok) return found;
  const offered = offerDejournaling(found.value, running);
  if (!offered.ok) return offered;
  await found.value.changeMembership({ dejournalingStopped: !running });
  await found.value.dejournaler.setStopped(!running);
  // With the class as it is kept now, and anew after it has failed.
  if (running) await beginFilter(instance, found.value);
  instance.note(1, `Dejournaling of mirror ${found.value.config().name} was ${running ? 'started' : 'stopped'} by an operator`);
  return accepted(null);
}
