/**
 * A network of several hosts inside one process, for tests: real TCP on 127.0.0.1, where each listening port of a host is another real one.
 */
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { type Card, type CardAddress, type Listener, NetworkFailure, type NetworkPort } from './network.ts';

interface Host {
  readonly cards: Card[];
  readonly listeners: Map<number, number>;
}

/** The wires. `cut` addresses swallow what is sent to them, as a host does that lost its power. */
export class LoopbackWires {
  readonly cut = new Set<string>();
  private readonly hosts = new Map<string, Host>();
  /** By the real port that a connection comes from: the caller's address, or who waits for it. */
  private readonly callers = new Map<number, { address: string; localAddress: string }>();
  private readonly waiting = new Map<number, (peer: { address: string; localAddress: string }) => void>();

  /** Adds a host with one card `eth0`; the first address is the one it calls from. */
  attach(host: string, addresses: string[]): LoopbackNetwork {
    this.hosts.set(host, {
      cards: [{ name: 'eth0', plugged: true, addresses: addresses.map((address) => ({ address, prefixLength: 24 })) }],
      listeners: new Map(),
    });
    return new LoopbackNetwork(this, host);
  }

  host(name: string): Host {
    const host = this.hosts.get(name);
    if (!host) throw new Error(`host ${name} is not attached`);
    return host;
  }

  /** The host that has this address or name now. */
  find(addressOrName: string): Host | null {
    const owner = [...this.hosts.values()].find(({ cards }) =>
      cards.some(({ addresses }) => addresses.some(({ address }) => address === addressOrName)),
    );
    return owner ?? this.hosts.get(addressOrName) ?? null;
  }

  introduce(realPort: number, peer: { address: string; localAddress: string }): void {
    this.callers.set(realPort, peer);
    this.waiting.get(realPort)?.(peer);
    this.waiting.delete(realPort);
  }

  /** The accepting end may see a connection before the calling end has told who calls. */
  callerOf(realPort: number): Promise<{ address: string; localAddress: string }> {
    const known = this.callers.get(realPort);
    return known ? Promise.resolve(known) : new Promise((resolve) => this.waiting.set(realPort, resolve));
  }
}

export class LoopbackNetwork implements NetworkPort {
  private readonly wires: LoopbackWires;
  private readonly name: string;

  constructor(wires: LoopbackWires, name: string) {
    this.wires = wires;
    this.name = name;
  }

  async listen(port: number, onConnection: (socket: Socket, peer: { address: string; localAddress: string }) => void): Promise<Listener> {
    const { listeners } = this.wires.host(this.name);
    if (listeners.has(port)) throw new Error(`port ${port} is taken`);
    const server: Server = net.createServer({ pauseOnConnect: true }, (socket) => {
      void this.wires.callerOf(socket.remotePort as number).then((peer) => onConnection(socket, peer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    listeners.set(port, (server.address() as AddressInfo).port);
    return {
      close: async () => {
        listeners.delete(port);
        server.close(); // Open connections belong to their owners.
      },
    };
  }

  async connect({ host, port, timeoutMs }: { host: string; port: number; timeoutMs: number }): Promise<Socket> {
    if (this.wires.cut.has(host)) {
      await new Promise((resolve) => setTimeout(resolve, timeoutMs));
      throw new NetworkFailure('timed-out', `${host} did not answer`);
    }
    const target = this.wires.find(host);
    if (!target) throw new NetworkFailure(net.isIPv4(host) ? 'no-route' : 'unknown-host', `${host} is not known`);
    const realPort = target.listeners.get(port);
    if (realPort === undefined) throw new NetworkFailure('refused', `nobody listens at ${host}|${port}`);
    const socket = net.connect(realPort, '127.0.0.1');
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    this.wires.introduce(socket.localPort as number, {
      address: this.wires.host(this.name).cards[0]?.addresses[0]?.address ?? this.name,
      localAddress: host,
    });
    return socket;
  }

  async cards(): Promise<Card[]> {
    return this.wires.host(this.name).cards;
  }

  async addAddress(card: string, address: CardAddress): Promise<void> {
    if (await this.isAddressInUse(address.address)) throw new Error(`${address.address} is in use`);
    this.card(card).addresses.push(address);
  }

  async removeAddress(card: string, address: string): Promise<void> {
    const found = this.card(card);
    found.addresses = found.addresses.filter((candidate) => candidate.address !== address);
  }

  async isAddressInUse(address: string): Promise<boolean> {
    return this.wires.find(address) !== null;
  }

  private card(name: string): Card {
    const card = this.wires.host(this.name).cards.find((candidate) => candidate.name === name);
    if (!card) throw new Error(`there is no card ${name}`);
    return card;
  }
}
