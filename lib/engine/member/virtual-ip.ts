/**
 * The mirror's virtual IP on this member's card: bound where applications may write, taken off wherever they may not (engine facts 5).
 *
 * A process that was killed as primary leaves it on its card. Whoever takes over has it taken off by the agent of that host; whoever starts
 * again takes it off itself.
 */
import type { MirrorConfig } from '../../contract/mirror-config.ts';
import { NO_MATCHED_SUBNET } from '../../contract/choices.ts';
import { formerPrimary } from '../mirror/primary.ts';
import type { NetworkPort } from '../ports/network.ts';
import type { OwnMember } from './own-member.ts';

/** Whose address it is. */
type AddressedMember = Pick<OwnMember, 'agents' | 'config' | 'failover' | 'isPrimary' | 'log' | 'membership' | 'partner'>;

export class OwnVirtualIp {
  readonly #network: NetworkPort;
  readonly #member: AddressedMember;

  constructor(network: NetworkPort, member: AddressedMember) {
    this.#network = network;
    this.#member = member;
  }

  /** Rejects when it cannot be bound to the card that is configured for it. */
  async take(): Promise<void> {
    const { virtualIp } = this.#member.config();
    if (!virtualIp) return;
    const card = this.#member.membership.networkInterface;
    // Engine facts 5: promoted where no card is on the subnet of the virtual IP, by an operator's word.
    if (card === NO_MATCHED_SUBNET)
      return this.#member.log(
        1,
        `The virtual IP ${virtualIp.address} is not taken: this member has no network interface for it (${NO_MATCHED_SUBNET})`,
        null,
      );
    if (card === null) throw new Error('no network interface is configured for the virtual IP');
    try {
      await this.#network.addAddress(card, virtualIp);
    } catch (error) {
      // A killed primary leaves its address on its card: the agent of that host takes it off.
      const { partner, failover } = this.#member;
      if (!partner || !failover || (await this.#member.agents.forceDown(partner, formerPrimary(failover.state))) === null)
        throw new Error(
          `AddVirtualAddress Failed - could not assign IP to interface, error: ${error instanceof Error ? error.message : String(error)}`,
        );
      await this.#network.addAddress(card, virtualIp);
    }
    this.#member.log(0, `Virtual IP ${virtualIp.address}/${virtualIp.prefixLength} is bound to ${card}`, null);
  }

  /** Off the card, if it was there. */
  async release({ virtualIp } = this.#member.config(), card = this.#member.membership.networkInterface): Promise<void> {
    if (virtualIp && card !== null) await this.#network.removeAddress(card, virtualIp.address).catch(() => undefined);
  }

  /** On the primary after an edit: the card follows the configuration at once (the vendor does not say; ours does, and logs it). */
  async move(before: MirrorConfig, cardBefore: string | null): Promise<void> {
    if (!this.#member.isPrimary) return;
    const isSame =
      JSON.stringify(before.virtualIp) === JSON.stringify(this.#member.config().virtualIp) &&
      cardBefore === this.#member.membership.networkInterface;
    if (isSame) return;
    if (before.virtualIp) {
      await this.release(before, cardBefore);
      this.#member.log(0, `Virtual IP ${before.virtualIp.address} was removed from ${cardBefore ?? ''}`, null);
    }
    await this.take();
  }
}
