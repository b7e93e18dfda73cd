/**
 * Leaving a mirror (engine facts 2.4).
 *
 * A backup or async first stops mirroring, of which the primary hears on the data channel, so that nobody waits for it and it can never take over; then it is taken out of the
 * mirror's configuration, then of its own. Each step may be the last before a crash: what is left is a member whose JoinMirror flag is clear, and the removal is repeated.
 * The order within the removal: databases, journal files, TLS, and the membership last, which is what shows that there is something to repeat.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { InstanceCommand } from '../../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../../contract/errors.ts';
import type { MirrorMember as MemberEntry } from '../../../contract/mirror-config.ts';
import type { InstanceView } from '../../../contract/views.ts';
import { mirrorJournalPrefix, journalNamesIn } from '../../journal/journal-log.ts';
import type { Membership } from '../config-store.ts';
import type { Instance } from '../instance.ts';
import { leave, removeMember } from '../member-roll.ts';
import type { MirrorMember } from '../mirror-member.ts';
import { toOffer } from '../monitor-view.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

const ASK_MS = 6000;

interface Here {
  readonly membership: Membership;
  /** null: the configuration is not activated in this run. */
  readonly member: MirrorMember | null;
}

function here(instance: Instance): Outcome<Here> {
  if (instance.mirror) return accepted({ membership: instance.mirror.membership, member: instance.mirror });
  return instance.inactiveMembership ? accepted({ membership: instance.inactiveMembership, member: null }) : refused('2074');
}

const otherMembers = ({ membership }: Here): readonly MemberEntry[] => membership.configuration?.members.filter(({ guid }) => guid !== membership.memberGuid) ?? [];

// ---- this member

export async function removeMirrorConfiguration(instance: Instance, options: Fields<'remove-mirror-configuration'>): Promise<Outcome<{ removedElsewhere: boolean; databases: string[] }>> {
  const found = here(instance);
  if (!found.ok) return found;
  const offered = offerRemoval(found.value);
  if (!offered.ok) return offered;
  const { member } = found.value;
  const removedElsewhere = member ? await leave(member) : true;
  await instance.deactivateMirror();
  const { inactiveMembership } = instance;
  if (!inactiveMembership) return refused('2074');
  const databases = options.removeMirrorAttribute ? await releaseDatabases(instance, inactiveMembership) : [];
  if (options.deleteJournals) await deleteMirrorJournals(instance, inactiveMembership.mirrorName);
  if (options.removeTls) for (const name of ['%MirrorClient', '%MirrorServer'] as const) await instance.store.removeTls(name);
  await instance.forgetMirror();
  instance.note(1, `The configuration of mirror ${inactiveMembership.mirrorName} was removed. Restart InterSystems IRIS to complete this`);
  return accepted({ removedElsewhere, databases });
}

/** The primary is the last to go, and not while it is primary (facts 2.4). */
function offerRemoval({ member }: Here): Outcome<null> {
  const kind = member?.driver.state.role.kind;
  return kind === 'primary' || kind === 'taking-over' ? refused('2116') : accepted(null);
}

/** Ordinary databases again, read-write. What a former primary had acknowledged goes into them first, and what was open is rolled back. */
async function releaseDatabases(instance: Instance, membership: Membership): Promise<string[]> {
  const stored = await instance.store.loadDurableState();
  const wasPrimary = stored !== null && (JSON.parse(stored) as { lastRole?: string }).lastRole === 'primary';
  if (wasPrimary) {
    await instance.journal.mirror.load(membership.mirrorGuid);
    await instance.dejournaler.applyAll();
  }
  const names: string[] = [];
  for (const { name, file } of instance.mirroredDatabases()) {
    if (file.identity.mirror?.mirrorGuid !== membership.mirrorGuid) continue;
    await instance.storage.releaseFromMirror(name);
    names.push(name);
  }
  return names;
}

async function deleteMirrorJournals(instance: Instance, mirrorName: string): Promise<void> {
  const names = await journalNamesIn(instance.journalDirectory, mirrorJournalPrefix(mirrorName));
  const current = path.basename(instance.journal.writer.current.path);
  for (const name of names) if (name !== current) await rm(path.join(instance.journalDirectory, name));
  await rm(path.join(path.dirname(instance.journalDirectory), `mirrorjrn-${mirrorName}.log`), { force: true });
}

/** The notes' way out for an active primary: clear the flag, restart, remove. */
export async function clearJoinMirror(instance: Instance, { cleared }: Fields<'clear-join-mirror'>): Promise<Outcome<null>> {
  const found = here(instance);
  if (!found.ok) return found;
  const offered = cleared ? offerClear(found.value) : offerRestore(found.value);
  if (!offered.ok) return offered;
  if (found.value.member) await found.value.member.changeMembership({ joinMirror: !cleared });
  else await instance.changeInactiveMembership({ joinMirror: !cleared });
  instance.note(1, cleared ? 'The JoinMirror flag has been cleared. Restart InterSystems IRIS to continue removing this mirror member' : 'The JoinMirror flag has been set: the mirror configuration is activated at the next start');
  return accepted(null);
}

function offerClear(found: Here): Outcome<null> {
  if (!found.membership.joinMirror) return refused('P105', ['Clear JoinMirror Flag', 'it is clear']);
  const others = otherMembers(found);
  return found.member?.isPrimary && others.length > 0 ? refused('P141', [others.map(({ name }) => name).join(', ')]) : accepted(null);
}

function offerRestore({ membership }: Here): Outcome<null> {
  if (membership.joinMirror) return refused('P105', ['JoinMirror', 'it is set']);
  return membership.validatedMember ? accepted(null) : refused('P144', [membership.mirrorName]);
}

// ---- another member

export async function removeOtherMember(instance: Instance, { expectedVersion, guid }: Fields<'remove-other-member'>): Promise<Outcome<null>> {
  const { mirror } = instance;
  if (!mirror) return refused('2074');
  const config = mirror.config();
  if (config.version !== expectedVersion) return refused('P103', [`${expectedVersion} → ${config.version}`]);
  const entry = config.members.find((member) => member.guid === guid);
  if (!entry) return refused('P104', ['member', guid]);
  const offered = offerRemoveOther(mirror, entry);
  if (!offered.ok) return offered;
  if (mirror.isPrimary) return removeMember(mirror, entry);
  const { partner } = mirror;
  const answer = partner && (await mirror.dialer.ask(partner, { kind: 'remove-member', guid }, ASK_MS));
  if (answer?.kind !== 'removal') return refused('2082');
  return answer.refusal === null ? accepted(null) : { ok: false, refusal: answer.refusal };
}

function offerRemoveOther(mirror: MirrorMember, entry: MemberEntry): Outcome<null> {
  if (mirror.isPrimary) return accepted(null);
  const isBackup = mirror.driver.state.role.kind === 'backup';
  return isBackup && entry.kind !== 'failover' ? accepted(null) : refused('2113');
}

export function leaving(instance: Instance, journalNames: readonly string[], hasTls: boolean): Outcome<InstanceView<'leaving'>> {
  const found = here(instance);
  if (!found.ok) return found;
  const { membership, member } = found.value;
  const connected = new Set([...(member?.driver.followers.values() ?? [])].map(({ memberGuid }) => memberGuid));
  const prefix = mirrorJournalPrefix(membership.mirrorName);
  return accepted({
    mirrorName: membership.mirrorName,
    memberName: membership.memberName,
    state: member === null ? 'inactive' : membership.joinMirror ? 'member' : 'flag-cleared',
    removedByOther: member === null && !membership.validatedMember,
    isPrimary: member?.isPrimary ?? false,
    others: member ? otherMembers(found.value).map((entry) => ({ guid: entry.guid, name: entry.name, kind: entry.kind, connected: connected.has(entry.guid), offer: toOffer(offerRemoveOther(member, entry)) })) : [],
    mirroredDatabases: instance.mirroredDatabases().map(({ name }) => name),
    mirrorJournalFiles: journalNames.filter((name) => name.startsWith(prefix)).length,
    hasTls,
    actions: { removeConfiguration: toOffer(offerRemoval(found.value)), clearJoinMirror: toOffer(offerClear(found.value)), restoreJoinMirror: toOffer(offerRestore(found.value)) },
  });
}
