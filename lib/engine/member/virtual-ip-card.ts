/** The card that carries the virtual IP of a member that is promoted (engine facts 5, 9.1). */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorConfig, VirtualIp } from '../../contract/mirror-config.ts';
import { isSameSubnet } from '../../contract/names.ts';
import { NO_MATCHED_SUBNET } from '../../contract/choices.ts';
import type { Card, NetworkPort } from '../ports/network.ts';
import { checkVirtualIp } from './mirror-settings.ts';

/** Names of the cards on the subnet of the virtual IP. */
export const matchingCards = ({ address, prefixLength }: VirtualIp, cards: readonly Card[]) =>
  cards
    .filter(({ addresses }) =>
      addresses.some(
        (own) => own.address !== address && own.prefixLength === prefixLength && isSameSubnet(own.address, address, own.prefixLength),
      ),
    )
    .map(({ name }) => name);

/**
 * `wanted` null: the only one that fits. Null without a virtual IP. Refuses with 2132, and as `checkVirtualIp`; `NO_MATCHED_SUBNET` is a
 * person's word, and taken as it is.
 */
export async function chooseCard(
  { virtualIp, name }: Pick<MirrorConfig, 'virtualIp' | 'name'>,
  wanted: string | null,
  network: NetworkPort,
): Promise<Outcome<string | null>> {
  if (virtualIp === null) return accepted(null);
  if (wanted === NO_MATCHED_SUBNET) return accepted(wanted);
  const fitting = wanted === null ? matchingCards(virtualIp, await network.cards()) : [wanted];
  const card = fitting.length === 1 ? fitting[0] : undefined;
  if (card === undefined) return refused('2132', [], 'networkInterface');
  const checked = await checkVirtualIp({ virtualIp, card, mirrorName: name, network, mine: true });
  return checked.ok ? accepted(card) : checked;
}
