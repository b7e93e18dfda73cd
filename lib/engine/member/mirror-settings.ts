/**
 * Checks of what a person enters for a mirror, shared by creating, joining and editing. Each answers the numbered refusal with the form
 * field.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { Address, MirrorMember, VirtualIp } from '../../contract/mirror-config.ts';
import { leadsToItself } from '../../contract/names.ts';
import { checkVirtualIpField, virtualIpFields } from '../../contract/virtual-ip.ts';
import type { NetworkPort } from '../ports/network.ts';

/**
 * Engine facts 1.1: an arbiter that dies with one of the two that it judges is none. By addresses: what else a host has is not known here.
 */
export function checkArbiter(arbiter: Address | null, members: readonly MirrorMember[]): Outcome<null> {
  if (!arbiter) return accepted(null);
  if (leadsToItself(arbiter.address)) return refused('P515', [arbiter.address], 'arbiter.address');
  const judged = members.filter(({ kind }) => kind === 'failover' || kind === 'disaster-recovery');
  const host = judged.find((member) =>
    [member.agentAddress, member.mirrorPrivateAddress, member.superserverAddress].includes(arbiter.address),
  );
  return host ? refused('P514', [arbiter.address, host.name], 'arbiter.address') : accepted(null);
}

/** The virtual IP and the card that shall carry it (facts-mirror-engine 2.5, 5). `mine`: this member holds the address already. */
export async function checkVirtualIp(options: {
  virtualIp: VirtualIp | null;
  card: string | null;
  mirrorName: string;
  network: NetworkPort;
  mine: boolean;
}): Promise<Outcome<null>> {
  const { virtualIp, card: cardName, mirrorName, network, mine } = options;
  if (virtualIp === null) return accepted(null);
  const { address, prefixLength } = virtualIp;
  const cards = await network.cards();
  const entered = { mirrorName, address, prefixLength: String(prefixLength), networkInterface: cardName ?? '' };
  for (const field of virtualIpFields) {
    const checked = checkVirtualIpField(field, entered, cards);
    if (!checked.ok) return checked;
  }
  if (!cards.some(({ name, plugged }) => name === cardName && plugged)) return refused('2096', [address], 'networkInterface');
  if (!mine && (await network.isAddressInUse(address))) return refused('2070', [address], 'virtualIp.address');
  return accepted(null);
}
