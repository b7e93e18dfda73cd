/**
 * Where a packet goes: the pure rules of the lab's network. No router, no name server, two Ethernet segments.
 *
 * Everyday picture: each segment is a switch, each host a machine with cables and a firewall for what comes in.
 * Ignored: packet sizes, delays, loss at random. Refused: letting hosts share loopback ports, which cannot show a cut cable.
 */
import { isIpv4, isSameSubnet } from '../../contract/names.ts';
import type { CardAddress, NetworkFailureKind } from '../ports/network.ts';

/** How long a host asks for an address on its segment (ARP) before it gives up: Linux asks three times, once a second. */
export const ADDRESS_RESOLUTION_TIMEOUT_MS = 3000;

/** `claim` grows with each announcement: of two hosts that hold one address, the segment believes the latest. */
export interface FabricAddress extends CardAddress {
  claim: number;
}
export interface FabricCard {
  name: string;
  /** The segment that its cable leads to. */
  network: string;
  plugged: boolean;
  /** The first is the host's own; the others were added (a virtual IP). */
  addresses: FabricAddress[];
}
export interface FabricHost {
  name: string;
  power: 'on' | 'off';
  cards: FabricCard[];
  /** Ports that the firewall lets in; packets to other ports are dropped in silence. */
  openPorts: number[];
}
/** Everything from one host to another is dropped; the other direction passes. */
export interface OneWayCut {
  from: string;
  to: string;
}
export interface FabricWorld {
  hosts: readonly FabricHost[];
  cuts: readonly OneWayCut[];
}

/** The two ends of a connection. `network` is null when a host talks to itself. */
export interface FlowEnds {
  fromHost: string;
  fromAddress: string;
  toHost: string;
  toAddress: string;
  port: number;
  network: string | null;
}

/** `afterMs`: what a caller waits before it learns of the failure; Infinity = never, its own timeout ends the wait. */
export type Decision = ({ kind: 'route' } & FlowEnds) | { kind: 'failure'; failure: NetworkFailureKind; afterMs: number; message: string };

/** Where a connection attempt leads. Whether anybody listens there is not known here. */
export function decide(world: FabricWorld, fromHost: string, to: string, port: number): Decision {
  const caller = world.hosts.find((host) => host.name === fromHost);
  if (!caller || caller.power === 'off') return failure('unreachable', 0, `${fromHost} is switched off`);
  const toAddress = resolve(caller, to);
  if (toAddress === null) return failure('unknown-host', 0, `the name ${to} does not resolve on ${fromHost}`);
  if (isOwnAddress(caller, toAddress))
    return { kind: 'route', fromHost, fromAddress: toAddress, toHost: fromHost, toAddress, port, network: null };

  const card = caller.cards.find((candidate) => candidate.plugged && ownAddress(candidate, toAddress));
  const source = card && ownAddress(card, toAddress);
  if (!card || !source) return failure('unreachable', 0, `${fromHost} has no connected card on the network of ${toAddress}`);
  const taker = holderOf(world, card.network, toAddress);
  if (!taker) return failure('no-route', ADDRESS_RESOLUTION_TIMEOUT_MS, `nobody answers for ${toAddress} on network ${card.network}`);
  if (isCut(world, fromHost, taker.name) || isCut(world, taker.name, fromHost))
    return failure('timed-out', Number.POSITIVE_INFINITY, `no answer from ${toAddress}`);
  if (!taker.openPorts.includes(port)) return failure('timed-out', Number.POSITIVE_INFINITY, `no answer from ${toAddress} port ${port}`);
  return { kind: 'route', fromHost, fromAddress: source.address, toHost: taker.name, toAddress, port, network: card.network };
}

/**
 * `open`: bytes pass. `blocked`: they are lost on the way, nobody is told. `moved`: they reach another host, which answers with a reset.
 */
export type Passage = 'open' | 'blocked' | 'moved';

/** Whether bytes of an existing connection pass now: `forward` is from the caller to the one who took the call. */
export function passageOf(world: FabricWorld, flow: FlowEnds, direction: 'forward' | 'backward'): Passage {
  const [sender, receiver] = direction === 'forward' ? [flow.fromHost, flow.toHost] : [flow.toHost, flow.fromHost];
  const [source, target] = direction === 'forward' ? [flow.fromAddress, flow.toAddress] : [flow.toAddress, flow.fromAddress];
  const from = world.hosts.find((host) => host.name === sender);
  if (!from || from.power === 'off') return 'blocked';
  const { network } = flow;
  if (network === null) return 'open';
  if (!from.cards.some((card) => card.plugged && card.network === network && card.addresses.some((own) => own.address === source)))
    return 'blocked';
  const holder = holderOf(world, network, target);
  if (!holder || isCut(world, sender, holder.name)) return 'blocked';
  // The firewall of the host that was called drops the caller's packets, so neither side's bytes are ever acknowledged.
  const guard = direction === 'forward' ? holder : from;
  if (!guard.openPorts.includes(flow.port)) return 'blocked';
  return holder.name === receiver ? 'open' : 'moved';
}

/** The host that a segment believes in for an address: powered, plugged in, the latest to have announced it. */
export function holderOf(world: FabricWorld, network: string, address: string): FabricHost | undefined {
  let holder: FabricHost | undefined;
  let latest = Number.NEGATIVE_INFINITY;
  for (const host of world.hosts) {
    if (host.power === 'off') continue;
    for (const card of host.cards) {
      if (!card.plugged || card.network !== network) continue;
      const own = card.addresses.find((candidate) => candidate.address === address);
      if (own && own.claim > latest) {
        holder = host;
        latest = own.claim;
      }
    }
  }
  return holder;
}

/**
 * Why a host cannot take an address onto a card, in the words of its operating system; null when it can.
 * An address that the card holds already is not refused.
 */
export function refusalToAdd(world: FabricWorld, hostName: string, cardName: string, wanted: CardAddress): string | null {
  const host = world.hosts.find((candidate) => candidate.name === hostName);
  const card = host?.cards.find((candidate) => candidate.name === cardName);
  if (!host || host.power === 'off' || !card) return `Cannot find device "${cardName}"`;
  if (!card.plugged) return `RTNETLINK answers: network is down (${cardName})`;
  const first = card.addresses[0];
  if (!isIpv4(wanted.address) || !first || !isSameSubnet(first.address, wanted.address, first.prefixLength))
    return `RTNETLINK answers: ${wanted.address} is not in the network of ${cardName}`;
  const holder = holderOf(heardBy(world, hostName), card.network, wanted.address);
  if (holder && holder.name !== hostName) return `RTNETLINK answers: address in use (${wanted.address} is held by another host)`;
  return null;
}

/** The hosts whose answers to an address resolution reach this one: a cut of either way swallows the question or the answer. */
const heardBy = (world: FabricWorld, hostName: string): FabricWorld => ({
  ...world,
  hosts: world.hosts.filter(({ name }) => !isCut(world, hostName, name) && !isCut(world, name, hostName)),
});

/** True when another host answers for the address on a segment that this host is connected to. */
export function isAnsweredByAnother(world: FabricWorld, hostName: string, address: string): boolean {
  const host = world.hosts.find((candidate) => candidate.name === hostName);
  if (!host || host.power === 'off' || !isIpv4(address)) return false;
  const cards = host.cards.filter((card) => card.plugged && ownAddress(card, address));
  return cards.some((card) => {
    const { hosts, cuts } = heardBy(world, hostName);
    return holderOf({ hosts: hosts.filter((candidate) => candidate.name !== hostName), cuts }, card.network, address) !== undefined;
  });
}

/** Only a host's own name resolves: this network has no name server. */
function resolve(host: FabricHost, to: string): string | null {
  if (isIpv4(to)) return to;
  const name = to.toLowerCase();
  if (name === 'localhost') return '127.0.0.1';
  return name === host.name.toLowerCase() ? (host.cards[0]?.addresses[0]?.address ?? '127.0.0.1') : null;
}

const isOwnAddress = (host: FabricHost, address: string) =>
  address.startsWith('127.') || host.cards.some((card) => card.addresses.some((own) => own.address === address));

/** The card's own address on the subnet of `address`: what a connection through this card comes from. */
const ownAddress = (card: FabricCard, address: string) =>
  card.addresses.find((own) => isSameSubnet(own.address, address, own.prefixLength));

const isCut = (world: FabricWorld, from: string, to: string) => world.cuts.some((cut) => cut.from === from && cut.to === to);

const failure = (kind: NetworkFailureKind, afterMs: number, message: string): Decision => ({
  kind: 'failure',
  failure: kind,
  afterMs,
  message,
});
