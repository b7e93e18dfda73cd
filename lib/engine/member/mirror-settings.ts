/**
 * Checks of what a person enters for a mirror, shared by creating, joining and editing. Each answers the numbered refusal with the form
 * field.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { Address, MirrorMember, VirtualIp } from '../../contract/mirror-config.ts';
import { isIpv4, isSameSubnet, leadsToItself } from '../../contract/names.ts';
import type { Card, NetworkPort } from '../ports/network.ts';

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
  if (!isIpv4(address)) return refused('2056', [mirrorName, address], 'virtualIp.address');
  const card = checkCard(await network.cards(), cardName);
  if (!card.ok) return card;
  const matching = card.value.addresses.find((own) => own.address !== address && isSameSubnet(own.address, address, own.prefixLength));
  if (!matching) return refused('2097', [address, card.value.name], 'virtualIp.address');
  if (matching.prefixLength !== prefixLength) return refused('2085', [`${address}/${prefixLength}`], 'virtualIp.prefixLength');
  if (!card.value.plugged) return refused('2096', [address], 'networkInterface');
  if (!mine && (await network.isAddressInUse(address))) return refused('2070', [address], 'virtualIp.address');
  return accepted(null);
}

function checkCard(cards: readonly Card[], name: string | null): Outcome<Card> {
  if (name === null || name === '') return refused('2090', [], 'networkInterface');
  const card = cards.find((candidate) => candidate.name === name);
  return card ? accepted(card) : refused('2057', [name], 'networkInterface');
}
