/**
 * The rules of a mirror's virtual IP, field by field: a form asks while it is filled in, the member when it is told (engine facts 1.1,
 * 2.5). What only the network knows, such as whether somebody has the address, is asked by the member beside them.
 */
import type { Outcome } from './errors.ts';
import { accepted, refused } from './outcome.ts';
import { isIpv4, isSameSubnet } from './names.ts';

/** In the order in which they are judged. */
export const virtualIpFields = ['virtualIp.address', 'networkInterface', 'virtualIp.prefixLength'] as const;
export type VirtualIpField = (typeof virtualIpFields)[number];

interface CarryingCard {
  readonly name: string;
  readonly addresses: readonly { readonly address: string; readonly prefixLength: number }[];
}

interface EnteredVirtualIp {
  readonly mirrorName: string;
  readonly address: string;
  /** CIDR bits, as they were typed. */
  readonly prefixLength: string;
  /** Name of the card; '': none was chosen. */
  readonly networkInterface: string;
}

/** Refuses with 2056, 2097 (address), 2090, 2057 (card), 2085 (prefix length), at that field. */
export function checkVirtualIpField(field: VirtualIpField, entered: EnteredVirtualIp, cards: readonly CarryingCard[]): Outcome<null> {
  const { mirrorName, address, prefixLength, networkInterface } = entered;
  const card = cards.find(({ name }) => name === networkInterface);
  const own = isIpv4(address)
    ? card?.addresses.find((one) => one.address !== address && isSameSubnet(one.address, address, one.prefixLength))
    : undefined;
  switch (field) {
    case 'virtualIp.address':
      if (!isIpv4(address)) return refused('2056', [mirrorName, address], field);
      return card && !own ? refused('2097', [address, card.name], field) : accepted(null);
    case 'networkInterface':
      if (networkInterface === '') return refused('2090', [], field);
      return card ? accepted(null) : refused('2057', [networkInterface], field);
    case 'virtualIp.prefixLength': {
      const isCidr = /^\d{1,2}$/.test(prefixLength) && Number(prefixLength) >= 1 && Number(prefixLength) <= 32;
      const isRight = isCidr && (!own || own.prefixLength === Number(prefixLength));
      return isRight ? accepted(null) : refused('2085', [`${address}/${prefixLength}`], field);
    }
  }
}
