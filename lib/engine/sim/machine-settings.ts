/** What a simulated member's machine is told of the configuration that the member has written down, as the shipped drivers tell theirs. */
import type { AsyncSettings } from '../mirror/async-state.ts';
import { NOBODY } from '../mirror/promotion.ts';
import { partnerIn, type Roll } from '../mirror/roll.ts';
import type { MirrorState, Settings } from '../mirror/state.ts';
import type { LinkReply } from './messages.ts';
import type { Host, Stage } from './stage.ts';

const MIRROR_NAME = 'APRIL';

export function failoverSettings(world: Stage, { self, disk, onlyPrimary: set, observesOnly }: Host): Settings {
  const partner = partnerIn(disk.belonging.roll, self.guid);
  // As `MirrorMember.onlyPrimary`.
  const isWaiting = disk.promotion !== null && disk.promotion !== 'prepared';
  const onlyPrimary = isWaiting ? NOBODY : (set ?? (disk.belonging.isValidated ? null : (partner?.guid ?? null)));
  return {
    mirrorName: MIRROR_NAME,
    self,
    partner: partner && world.hostWith(partner.guid).self,
    hasArbiter: world.temper.hasArbiter,
    qosTimeoutMs: world.temper.qosTimeoutMs,
    longestQosTimeoutMs: world.temper.qosTimeoutMs,
    onlyPrimary,
    observesOnly,
  };
}

/** What a primary says of the configuration on its data channels. */
export const configurationWord = (roll: Roll, { durable, settings }: MirrorState): LinkReply => ({
  kind: 'configuration',
  roll,
  epoch: durable.epoch,
  onlyPrimary: settings.onlyPrimary,
});

export function asyncSettings(world: Stage, { self, disk }: Host): AsyncSettings {
  // As in the shipped driver: a DR async may have been promoted since.
  const mayLead = disk.belonging.roll.members.filter(
    ({ kind, guid }) => (kind === 'failover' || kind === 'disaster-recovery') && guid !== self.guid,
  );
  return {
    mirrorName: MIRROR_NAME,
    self,
    partner: null,
    failoverMembers: mayLead.map(({ guid }) => world.hostWith(guid).self),
    qosTimeoutMs: world.temper.qosTimeoutMs,
    onlyPrimary: null,
  };
}
