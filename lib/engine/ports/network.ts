/**
 * The network as one host sees it. Adapters: the fabric (this machine's lab) and, later, the real network of the host.
 * Addresses are the mirror's own (172.16.58.101…), whatever carries the bytes underneath.
 */
import type { Socket } from 'node:net';

/** How a connection attempt fails, exactly as on a real network. */
export type NetworkFailureKind = 'refused' | 'timed-out' | 'no-route' | 'unreachable' | 'unknown-host';

export class NetworkFailure extends Error {
  readonly kind: NetworkFailureKind;
  constructor(kind: NetworkFailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface CardAddress {
  address: string;
  prefixLength: number;
}
export interface Card {
  name: string;
  plugged: boolean;
  addresses: CardAddress[];
}

export interface Listener {
  close(): Promise<void>;
}

export interface NetworkPort {
  /**
   * Accepts connections to any address of this host at `port`. Throws when the port is taken. `peerAddress` is the caller's mirror address.
   */
  listen(port: number, onConnection: (socket: Socket, peer: { address: string; localAddress: string }) => void): Promise<Listener>;
  /**
   * Opens a connection. `host` is an address or a host name. The socket is paused and holds no byte of the peer yet.
   * Rejects with `NetworkFailure`; `timeoutMs` bounds the wait whatever the network does.
   */
  connect(options: { host: string; port: number; timeoutMs: number }): Promise<Socket>;
  cards(): Promise<Card[]>;
  /**
   * Adds an address to a card and announces it (gratuitous ARP). Rejects with an Error naming the OS's reason when the card is missing, or
   * the address is in use.
   */
  addAddress(card: string, address: CardAddress): Promise<void>;
  /** Removes it; no error when it is not there. */
  removeAddress(card: string, address: string): Promise<void>;
  /** True when another host on a plugged card's subnet answers for the address (duplicate address detection). */
  isAddressInUse(address: string): Promise<boolean>;
}
