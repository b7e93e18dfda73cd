/**
 * Leaving a mirror (engine facts 2.4).
 *
 * A backup or async first stops mirroring, of which the primary hears on the data channel, so that nobody waits for it and it can never
 * take over; then it is taken out of the mirror's configuration, then of its own. Each step may be the last before a crash: what is left is
 * a member whose JoinMirror flag is clear, and the removal is repeated.
 * The order within the removal: databases, journal files, TLS, and the membership last, which is what shows that there is something to
 * repeat.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { InstanceView } from '../../contract/views.ts';
import { journalNamesIn, mirrorJournalLogName, mirrorJournalPrefix } from '../journal/journal-log.ts';
import type { Instance } from '../instance/instance.ts';
import type { MirrorSeat } from '../member/mirror-seat.ts';
import { leave, removeMember } from '../member/member-roll.ts';
import { loadMirrorState } from '../store/mirror-state-store.ts';
import { toOffer } from '../../contract/refusal.ts';
import { offerClearJoinMirror, offerRemoval, offerRemoveOther, offerRestoreJoinMirror, otherMembers } from '../offers/leaving-offers.ts';
import { WRITTEN_ANSWER_MS } from '../../machine/waits.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

/**
 * The mirror configurations of this instance: one, or several on a reporting async. Refuses with 2074 when there is none, with 2051 when
 * none has that name.
 */
function here(instance: Instance, mirrorName?: string): Outcome<readonly [MirrorSeat, ...MirrorSeat[]]> {
  const [first, ...others] = instance.mirrors
    .seats()
    .filter(({ membership }) => mirrorName === undefined || membership.mirrorName === mirrorName);
  if (first) return accepted([first, ...others]);
  return mirrorName === undefined ? refused('2074') : refused('2051', [mirrorName], 'mirrorName');
}

// ---- this member

type RemovalOptions = Fields<'remove-mirror-configuration'>;
interface Removed {
  removedElsewhere: boolean;
  databases: string[];
}

export async function removeMirrorConfiguration(instance: Instance, options: RemovalOptions): Promise<Outcome<Removed>> {
  const found = here(instance);
  if (!found.ok) return found;
  for (const seat of found.value) {
    const offered = offerRemoval(seat);
    if (!offered.ok) return offered;
  }
  const removed: Removed = { removedElsewhere: true, databases: [] };
  for (const [index, seat] of found.value.entries()) {
    // What they share goes before the last of them.
    const { removedElsewhere, databases } = await removeOne(instance, seat, {
      ...options,
      removeTls: options.removeTls && index === found.value.length - 1,
    });
    removed.removedElsewhere &&= removedElsewhere;
    removed.databases.push(...databases);
  }
  return accepted(removed);
}

/** Engine facts 2.4, RemoveOneMirrorSet: the other mirrors go on. */
export async function leaveMirror(instance: Instance, { mirrorName, ...options }: Fields<'leave-mirror'>): Promise<Outcome<Removed>> {
  const found = here(instance, mirrorName);
  if (!found.ok) return found;
  const [seat] = found.value;
  if (seat.membership.kind === 'failover') return refused('2165');
  const needing = instance.mirrors.seats().find((other) => other !== seat && other.membership.configuration?.useTls);
  if (options.removeTls && needing) return refused('P221', [needing.membership.mirrorName], 'removeTls');
  const busy = instance.mirroredDatabases().find(({ file, inUseFor }) => inUseFor !== '' && instance.mirrors.seatOf(file) === seat);
  if (busy) return refused('P150', [busy.name, busy.inUseFor]);
  return accepted(await removeOne(instance, seat, options));
}

async function removeOne(instance: Instance, seat: MirrorSeat, options: RemovalOptions): Promise<Removed> {
  const { member } = seat;
  const removedElsewhere = member ? await leave(member) : true;
  if (member) await instance.mirrors.deactivate(member);
  const { mirrorName } = seat.membership;
  const databases = options.removeMirrorAttribute ? await releaseDatabases(instance, seat) : [];
  if (options.deleteJournals) await deleteMirrorJournals(instance, mirrorName);
  if (options.removeTls) for (const name of ['%MirrorClient', '%MirrorServer'] as const) await instance.store.removeTls(name);
  await instance.mirrors.forget(seat);
  instance.note(
    1,
    `The configuration of mirror ${mirrorName} was removed${instance.mirrors.hasLeft ? '. Restart InterSystems IRIS to complete this' : ''}`,
  );
  return { removedElsewhere, databases };
}

/** Ordinary databases again, read-write. What a former primary had acknowledged goes into them first, and what was open is rolled back. */
async function releaseDatabases(instance: Instance, seat: MirrorSeat): Promise<string[]> {
  const { mirrorName, mirrorGuid } = seat.membership;
  const stored = await loadMirrorState(instance.store, mirrorName);
  // Where it cannot be read it may have been: better what nobody acknowledged than not what somebody did.
  if (!stored.ok || stored.value.lastRole === 'primary') {
    // The member has ended, and with it its links: once what they left is written the end does not move, and what is loaded is what is
    // applied.
    await seat.history.stopReceiving();
    await seat.history.load({ guid: mirrorGuid, name: mirrorName });
    await seat.dejournaler.applyAll();
  }
  // What has been read must not reach a file that counts in another history by then.
  await seat.dejournaler.setStopped(true);
  const names: string[] = [];
  for (const { name, file } of instance.mirroredDatabases()) {
    if (file.identity.mirror?.mirrorGuid !== mirrorGuid) continue;
    await instance.storage.byMirror.releaseFromMirror(name);
    names.push(name);
  }
  return names;
}

async function deleteMirrorJournals(instance: Instance, mirrorName: string): Promise<void> {
  const names = await journalNamesIn(instance.journalDirectory, mirrorJournalPrefix(mirrorName));
  const current = path.basename(instance.journal.writer.current.path);
  for (const name of names) if (name !== current) await rm(path.join(instance.journalDirectory, name));
  await rm(path.join(path.dirname(instance.journalDirectory), mirrorJournalLogName(mirrorName)), { force: true });
}

/** The notes' way out for an active primary: clear the flag, restart, remove. */
export async function clearJoinMirror(instance: Instance, { cleared }: Fields<'clear-join-mirror'>): Promise<Outcome<null>> {
  const found = here(instance);
  if (!found.ok) return found;
  for (const seat of found.value) {
    const offered = cleared ? offerClearJoinMirror(seat) : offerRestoreJoinMirror(seat);
    if (!offered.ok) return offered;
  }
  for (const seat of found.value) {
    if (seat.member) await seat.member.changeMembership({ joinMirror: !cleared });
    else await instance.mirrors.changeInactive(seat, { joinMirror: !cleared });
  }
  instance.note(
    1,
    cleared
      ? 'The JoinMirror flag has been cleared. Restart InterSystems IRIS to continue removing this mirror member'
      : 'The JoinMirror flag has been set: the mirror configuration is activated at the next start',
  );
  return accepted(null);
}

// ---- another member

export async function removeOtherMember(
  instance: Instance,
  { expectedVersion, guid }: Fields<'remove-other-member'>,
): Promise<Outcome<null>> {
  const { mirror } = instance;
  if (!mirror) return refused('2074');
  const entry = mirror.config().members.find((member) => member.guid === guid);
  if (!entry) return refused('P104', ['member', guid]);
  const offered = offerRemoveOther(mirror, entry);
  if (!offered.ok) return offered;
  if (mirror.isPrimary) return removeMember(mirror, entry, expectedVersion);
  const { partner } = mirror;
  const answer = partner && (await mirror.dialer.ask(partner, { kind: 'remove-member', guid, expectedVersion }, WRITTEN_ANSWER_MS));
  if (answer?.kind !== 'removal') return refused('2082');
  return answer.refusal === null ? accepted(null) : { ok: false, refusal: answer.refusal };
}

export function leaving(
  instance: Instance,
  { mirrorName }: { mirrorName?: string | undefined },
  journalNames: readonly string[],
  hasTls: boolean,
): Outcome<InstanceView<'leaving'>> {
  const found = here(instance, mirrorName);
  if (!found.ok) return found;
  const [seat] = found.value;
  const { membership, member } = seat;
  const connected = new Set([...(member?.driver.followers.values() ?? [])].map(({ memberGuid }) => memberGuid));
  const prefixes = found.value.map((one) => mirrorJournalPrefix(one.membership.mirrorName));
  const guids = new Set(found.value.map((one) => one.membership.mirrorGuid));
  return accepted({
    mirrorName: membership.mirrorName,
    memberName: membership.memberName,
    state: member === null ? 'inactive' : membership.joinMirror ? 'member' : 'flag-cleared',
    removedByOther: member === null && !membership.validatedMember,
    isPrimary: member?.isPrimary ?? false,
    others: member
      ? otherMembers(seat).map((entry) => ({
          guid: entry.guid,
          name: entry.name,
          kind: entry.kind,
          connected: connected.has(entry.guid),
          offer: toOffer(offerRemoveOther(member, entry)),
        }))
      : [],
    mirroredDatabases: instance
      .mirroredDatabases()
      .flatMap(({ name, file }) => (mirrorName === undefined || guids.has(file.identity.mirror?.mirrorGuid ?? '') ? [name] : [])),
    mirrorJournalFiles: journalNames.filter((name) => prefixes.some((prefix) => name.startsWith(prefix))).length,
    hasTls,
    actions: {
      removeConfiguration: toOffer(offerRemoval(seat)),
      clearJoinMirror: toOffer(offerClearJoinMirror(seat)),
      restoreJoinMirror: toOffer(offerRestoreJoinMirror(seat)),
    },
  });
}
