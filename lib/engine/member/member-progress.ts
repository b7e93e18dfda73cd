/** What a member tells the one at the other end of its data channel about itself, once a second and at every change. For people to see. */
import type { MemberProgress } from '../link/mirror-protocol.ts';
import { displayStatus } from '../mirror/display-status.ts';
import type { MemberWorld } from './member-world.ts';
import { lackingDatabases } from './lacking-databases.ts';
import { type ToldMember, wordsOfPrimary, type ToldWorld } from './member-rows.ts';
import type { SharedTimeline } from './shared-timeline.ts';
import type { TakeoverOutlook } from './takeover-outlook.ts';

export function memberProgress(
  instance: ToldWorld & Pick<MemberWorld, 'version'>,
  member: ToldMember & { readonly outlook: Pick<TakeoverOutlook, 'now'>; readonly timeline: Pick<SharedTimeline, 'held'> },
): MemberProgress {
  const { dejournaler, driver } = member;
  const applied = dejournaler.applied();
  const { state } = driver;
  return {
    kind: 'progress',
    applied: applied.position,
    appliedTimeMs: applied.timeMs,
    needsAttention: dejournaler.needsAttention(),
    dejournaling: dejournaler.word(),
    arbiterIncarnation: 'arbiter' in state && state.arbiter.kind === 'connected' ? state.arbiter.incarnation : null,
    distinguishedName: member.self().distinguishedName,
    dejournalingStopped: member.async !== null && dejournaler.isStopped,
    version: instance.version,
    status: displayStatus(state),
    lacking: lackingDatabases(instance, member),
    outlook: member.outlook.now,
    members: wordsOfPrimary(instance, member),
    timeline: member.timeline.held,
  };
}
