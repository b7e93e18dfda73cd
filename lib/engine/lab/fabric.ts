/**
 * The network of the lab's hosts: carries every byte between them, so that a cable can be pulled and a port closed.
 *
 * A connection is two unix sockets with this process in between: the caller's and the one to the listener. Bytes are
 * handed on as they come, with backpressure; a blocked direction is simply not read, so that the sender's buffers fill as
 * they would behind a cut cable, and nothing is lost when the cable is back. What passes is decided by `fabric-rules.ts`.
 */
import fs from 'node:fs';
import net, { type Socket } from 'node:net';
import type { CardAddress } from '../ports/network.ts';
import { takeJsonLine, toJsonLine } from '../../machine/json-lines.ts';
import { type FabricReply, type FabricRequest, fabricRequestSchema, listenerPath, type PeerLine } from '../ports/fabric-protocol.ts';
import {
  type Decision,
  decide,
  type FabricHost,
  type FlowEnds,
  isAnsweredByAnother,
  type OneWayCut,
  type Passage,
  passageOf,
  refusalToAdd,
} from './fabric-rules.ts';
import { type StopTimer, systemClock } from '../ports/clock.ts';

/** One side of a flow. `gone`: `closed` by its process or the path, `vanished` with its host's power, `reset` by another host. */
interface End {
  readonly socket: Socket;
  readonly direction: 'forward' | 'backward';
  passage: Passage;
  /** The other side's buffer is full: do not read on. */
  full: boolean;
  gone: false | 'closed' | 'vanished' | 'reset';
  /** Its process will send no more. */
  ended: boolean;
}
interface Flow {
  readonly ends: FlowEnds;
  readonly caller: End;
  readonly taker: End;
  bytes: number;
}
type Route = Extract<Decision, { kind: 'route' }>;
type ConnectRequest = Extract<FabricRequest, { op: 'connect' }>;

/** Connections between the same two hosts to the same address and port, together. */
export interface FlowSummary {
  from: string;
  to: string;
  address: string;
  port: number;
  count: number;
  /** Since the fabric started, both directions, closed connections included. */
  bytes: number;
  blocked: boolean;
}

export class Fabric {
  private readonly path: string;
  private readonly hosts: FabricHost[];
  private readonly onChange: () => void;
  private readonly server: net.Server;
  private readonly flows = new Set<Flow>();
  private readonly sockets = new Set<Socket>();
  /** Connection attempts that wait: asked again whenever a cable, a port or an address changes. */
  private readonly waiting = new Set<() => void>();
  private readonly listeners = new Map<string, Socket>();
  private readonly bytesOfClosed = new Map<string, number>();
  private cuts: OneWayCut[] = [];
  private claims = 0;

  /** `path`: the fabric's socket; listeners' sockets lie beside it. `onChange` is called after each change of cards or addresses. */
  constructor(options: { path: string; hosts: FabricHost[]; onChange?: () => void }) {
    this.path = options.path;
    this.hosts = options.hosts;
    this.onChange = options.onChange ?? (() => {});
    this.server = net.createServer({ allowHalfOpen: true }, (socket) => void this.greet(socket));
  }

  async listen(): Promise<void> {
    fs.rmSync(this.path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.path, resolve);
    });
  }

  /** Closes everything, as when the building burns down. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    for (const flow of this.flows) flow.taker.socket.destroy();
    await closed;
  }

  get world() {
    return { hosts: this.hosts, cuts: this.cuts };
  }

  addHost(host: FabricHost): void {
    this.hosts.push(host);
    this.changed();
  }

  setPlugged(hostName: string, cardName: string, plugged: boolean): void {
    const card = this.host(hostName).cards.find((candidate) => candidate.name === cardName);
    if (!card) throw new Error(`${hostName} has no card ${cardName}`);
    card.plugged = plugged;
    this.changed();
  }

  setPortOpen(hostName: string, port: number, open: boolean): void {
    const host = this.host(hostName);
    host.openPorts = open
      ? [...new Set([...host.openPorts, port])].sort((a, b) => a - b)
      : host.openPorts.filter((candidate) => candidate !== port);
    this.changed();
  }

  /** Drops what goes from one host to the other; the way back stays. */
  cut(cut: OneWayCut): void {
    this.cuts = [...this.cuts.filter(({ from, to }) => from !== cut.from || to !== cut.to), cut];
    this.changed();
  }

  mend(cut: OneWayCut): void {
    this.cuts = this.cuts.filter((candidate) => candidate.from !== cut.from || candidate.to !== cut.to);
    this.changed();
  }

  /** The host is silent from now on: its peers keep their sockets and hear nothing. Call this before its processes are killed. */
  powerOff(hostName: string): void {
    const host = this.host(hostName);
    host.power = 'off';
    // Added addresses live in the kernel only; a boot brings back the first one.
    for (const card of host.cards) card.addresses = card.addresses.slice(0, 1);
    for (const flow of this.flows) {
      if (flow.ends.fromHost === hostName) this.vanish(flow.caller);
      if (flow.ends.toHost === hostName) this.vanish(flow.taker);
    }
    this.changed();
  }

  /** Peers that still hold a connection from before the power failure are reset. */
  powerOn(hostName: string): void {
    this.host(hostName).power = 'on';
    this.changed();
  }

  /** Throws an Error with the operating system's reason. */
  addAddress(hostName: string, cardName: string, wanted: CardAddress): void {
    const reason = refusalToAdd(this.world, hostName, cardName, wanted);
    if (reason) throw new Error(reason);
    const card = this.host(hostName).cards.find((candidate) => candidate.name === cardName);
    if (!card) return;
    const held = card.addresses.find((own) => own.address === wanted.address);
    this.claims += 1;
    if (held) held.claim = this.claims;
    else card.addresses.push({ address: wanted.address, prefixLength: wanted.prefixLength, claim: this.claims });
    this.changed();
  }

  removeAddress(hostName: string, cardName: string, address: string): void {
    const card = this.host(hostName).cards.find((candidate) => candidate.name === cardName);
    if (!card) return;
    card.addresses = card.addresses.filter((own) => own.address !== address);
    this.changed();
  }

  /** What flows now, and what has flowed. Groups without a live connection are left out. */
  summarizeFlows(): FlowSummary[] {
    const groups = new Map<string, FlowSummary>();
    for (const flow of this.flows) {
      const { fromHost, toHost, toAddress, port } = flow.ends;
      const key = groupKey(flow.ends);
      const group = groups.get(key) ?? {
        from: fromHost,
        to: toHost,
        address: toAddress,
        port,
        count: 0,
        bytes: this.bytesOfClosed.get(key) ?? 0,
        blocked: false,
      };
      group.count += 1;
      group.bytes += flow.bytes;
      group.blocked ||= flow.caller.passage !== 'open' || flow.taker.passage !== 'open';
      groups.set(key, group);
    }
    return [...groups.values()];
  }

  private host(name: string): FabricHost {
    const host = this.hosts.find((candidate) => candidate.name === name);
    if (!host) throw new Error(`no host ${name}`);
    return host;
  }

  private async greet(socket: Socket): Promise<void> {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {}); // A process that died; `close` follows and says the same.
    try {
      const request = fabricRequestSchema.parse(await takeJsonLine(socket));
      if (request.op === 'connect') this.connect(socket, request);
      else if (request.op === 'listen') this.register(socket, request.host, request.port);
      else this.answer(socket, request);
    } catch (error) {
      socket.end(toJsonLine({ ok: false, failure: null, message: messageOf(error) } satisfies FabricReply));
    }
  }

  private answer(socket: Socket, request: Exclude<FabricRequest, { op: 'connect' | 'listen' }>): void {
    const reply = (value: unknown) => socket.end(toJsonLine({ ok: true, value } satisfies FabricReply));
    switch (request.op) {
      case 'cards':
        return void reply(
          this.host(request.host).cards.map(({ name, plugged, addresses }) => ({
            name,
            plugged,
            addresses: addresses.map(({ address, prefixLength }) => ({ address, prefixLength })),
          })),
        );
      case 'add-address':
        this.addAddress(request.host, request.card, { address: request.address, prefixLength: request.prefixLength });
        return void reply(null);
      case 'remove-address':
        this.removeAddress(request.host, request.card, request.address);
        return void reply(null);
      case 'is-address-in-use':
        return void reply(isAnsweredByAnother(this.world, request.host, request.address));
      default:
        request satisfies never;
    }
  }

  private register(socket: Socket, host: string, port: number): void {
    const key = `${host}:${port}`;
    if (this.listeners.has(key)) throw new Error(`address already in use: ${key}`);
    this.listeners.set(key, socket);
    socket.on('close', () => this.listeners.delete(key));
    // The registration ends with its process: reading is how that is noticed.
    socket.on('end', () => socket.end()).resume();
    fs.rmSync(listenerPath(this.path, host, port), { force: true });
    socket.write(toJsonLine({ ok: true, value: null } satisfies FabricReply));
  }

  /** Tries to connect now, and again at each change, until it succeeds, fails or the caller's patience ends. */
  private connect(caller: Socket, request: ConnectRequest): void {
    const startedAt = systemClock.nowMs();
    let stopTimer: StopTimer = () => {};
    const attempt = () => {
      stopTimer();
      const decision = decide(this.world, request.host, request.to, request.port);
      if (decision.kind === 'route') {
        stopWaiting();
        return this.dial(caller, decision);
      }
      const elapsedMs = systemClock.nowMs() - startedAt;
      const isFinal = decision.afterMs <= request.timeoutMs;
      const waitMs = Math.min(decision.afterMs, request.timeoutMs) - elapsedMs;
      const fail = () => {
        stopWaiting();
        refuse(
          caller,
          isFinal ? decision.failure : 'timed-out',
          isFinal ? decision.message : `no answer from ${request.to} port ${request.port}`,
        );
      };
      if (waitMs <= 0) fail();
      else stopTimer = systemClock.after(waitMs, fail);
    };
    const stopWaiting = () => {
      stopTimer();
      this.waiting.delete(attempt);
      caller.off('close', stopWaiting);
    };
    this.waiting.add(attempt);
    caller.on('close', stopWaiting);
    attempt();
  }

  private dial(callerSocket: Socket, route: Route): void {
    const refused = () => refuse(callerSocket, 'refused', `connection refused by ${route.toAddress} port ${route.port}`);
    if (!this.listeners.has(`${route.toHost}:${route.port}`)) return refused();
    const takerSocket = net.connect({ path: listenerPath(this.path, route.toHost, route.port), allowHalfOpen: true });
    takerSocket.once('error', refused);
    takerSocket.once('connect', () => {
      takerSocket.off('error', refused);
      takerSocket.on('error', () => {}); // `close` follows and is what counts.
      if (callerSocket.destroyed) return takerSocket.destroy();
      takerSocket.write(toJsonLine({ address: route.fromAddress, localAddress: route.toAddress } satisfies PeerLine));
      callerSocket.write(toJsonLine({ ok: true, value: null } satisfies FabricReply));
      this.open(callerSocket, takerSocket, route);
    });
  }

  private open(callerSocket: Socket, takerSocket: Socket, route: Route): void {
    const { kind: _, ...ends } = route;
    const end = (socket: Socket, direction: End['direction']): End => ({
      socket,
      direction,
      passage: 'open',
      full: false,
      gone: false,
      ended: false,
    });
    const flow: Flow = { ends, caller: end(callerSocket, 'forward'), taker: end(takerSocket, 'backward'), bytes: 0 };
    this.flows.add(flow);
    this.carry(flow, flow.caller, flow.taker);
    this.carry(flow, flow.taker, flow.caller);
    this.regulate(flow);
  }

  private carry(flow: Flow, source: End, target: End): void {
    source.socket.on('data', (chunk: Buffer) => {
      if (target.gone) {
        // Nobody is there any more. A host that hears this answers with a reset; a cut cable says nothing.
        if (source.passage === 'open') source.socket.destroy();
        return;
      }
      flow.bytes += chunk.length;
      if (!target.socket.write(chunk)) {
        source.full = true;
        source.socket.pause();
      }
    });
    target.socket.on('drain', () => {
      source.full = false;
      if (source.passage === 'open') source.socket.resume();
    });
    source.socket.on('end', () => {
      source.ended = true; // Seen even while the way is blocked, as Node reads ahead.
      if (target.gone) source.socket.destroy();
      else if (source.passage === 'open') target.socket.end();
    });
    source.socket.on('close', () => {
      if (!source.gone) source.gone = 'closed';
      if (flow.caller.socket.destroyed && flow.taker.socket.destroyed) this.forget(flow);
      else this.tell(source, target);
    });
  }

  /** Lets the other side know that this one is gone, when the way is open. */
  private tell(source: End, target: End): void {
    if (source.passage !== 'open') return;
    // What was already handed on is still delivered, then the connection ends.
    if (target.socket.writableEnded) target.socket.destroySoon();
    else target.socket.end(() => target.socket.destroy());
  }

  private forget(flow: Flow): void {
    if (!this.flows.delete(flow)) return;
    const key = groupKey(flow.ends);
    this.bytesOfClosed.set(key, (this.bytesOfClosed.get(key) ?? 0) + flow.bytes);
  }

  private vanish(end: End): void {
    if (end.gone) return;
    end.gone = 'vanished';
    end.passage = 'blocked';
    end.socket.destroy();
  }

  private changed(): void {
    for (const flow of this.flows) this.regulate(flow);
    for (const attempt of [...this.waiting]) attempt();
    this.onChange();
  }

  /** Opens and closes the two directions of a flow as the network now is. */
  private regulate(flow: Flow): void {
    const { caller, taker } = flow;
    caller.passage = passageOf(this.world, flow.ends, 'forward');
    taker.passage = passageOf(this.world, flow.ends, 'backward');
    for (const [end, other] of [
      [caller, taker],
      [taker, caller],
    ] as const) {
      if (end.passage === 'moved' && !end.gone) {
        end.gone = 'reset';
        end.socket.destroy();
      }
      if (end.gone && !other.gone) this.tell(end, other);
      else if (end.ended && end.passage === 'open') other.socket.end();
      // An end whose partner was reset is read into the void, so that its own end is noticed.
      if ((end.passage === 'open' && !end.full) || other.gone === 'reset') end.socket.resume();
      else end.socket.pause();
    }
  }
}

function refuse(socket: Socket, failure: Extract<FabricReply, { ok: false }>['failure'], message: string): void {
  socket.end(toJsonLine({ ok: false, failure, message } satisfies FabricReply));
}

const groupKey = (ends: FlowEnds) => `${ends.fromHost} ${ends.toHost} ${ends.toAddress} ${ends.port}`;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
