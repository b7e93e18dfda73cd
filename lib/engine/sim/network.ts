/**
 * The simulated network: hosts with power and cables, connections that behave like TCP. Bytes of one connection arrive in order or not at
 * all; two connections know nothing of each other, so what an old one still carries can arrive after a newer one is in use. A cut cable
 * does not break a connection, it holds its bytes back.
 */
import type { MemberName } from '../agent/meant.ts';
import type { Process } from './process.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';

type Packet = { readonly kind: 'data'; readonly message: unknown } | { readonly kind: 'opened' } | { readonly kind: 'end' };

const CALM_DELAY_MS = 3;
/** How long a caller waits for a connection to be opened, ms. */
export const CALL_TIMEOUT_MS = 1500;

/** One end of a connection. */
export class Side {
  readonly process: Process;
  readonly host: string;
  /**
   * At the end that was called: the host whose address the caller meant. It is where the connection arrived, unless that address has become
   * another's.
   */
  readonly meant: string;
  open = true;
  peer!: Side;
  onOpened: () => void = () => {};
  onMessage: (message: never) => void = () => {};
  onClosed: () => void = () => {};
  /** What is on its way from here to the peer, in order. */
  readonly outgoing: { readonly packet: Packet; readonly sentMs: number; readonly atMs: number }[] = [];
  isMoving = false;
  isHeld = false;
  /** Extra delay of this direction of this connection, ms. May begin while it is in use. */
  slownessMs: number;

  constructor(process: Process, slownessMs: number, meant = process.host) {
    this.process = process;
    this.host = process.host;
    this.meant = meant;
    this.slownessMs = slownessMs;
  }
}

/** The only mirror; members are known by their hosts. */
export const memberAt = (host: string): MemberName => ({ mirrorGuid: 'm', memberGuid: host });

interface Listener {
  readonly process: Process;
  readonly onAccept: (side: Side) => void;
}

export interface NetworkTemper {
  /** Usual one-way delay, at most, ms. */
  delayMs: number;
  /** Chance that one direction of a new connection is slow, and how slow it may be. */
  slowConnectionChance: number;
  /** The same for a connection that carries one question and its answer. */
  slowCallChance: number;
  slownessMs: number;
  /** Chance that one packet, and with it all behind it on this connection, is as late as that. */
  hiccupChance: number;
}

export class Network {
  temper: NetworkTemper;
  /** Told of every message that reaches a process. */
  onArrival:
    | ((arrival: { readonly from: string; readonly to: string; readonly sentMs: number; readonly message: unknown }) => void)
    | null = null;
  private readonly schedule: Schedule;
  private readonly random: Random;
  private readonly cuts = new Set<string>();
  private readonly dark = new Set<string>();
  /** Addresses, by the name of the host that everybody believes to have them, that another host has. */
  private readonly owners = new Map<string, string>();
  private readonly listeners = new Map<string, Listener>();
  private sides: Side[] = [];

  constructor(schedule: Schedule, random: Random, temper: NetworkTemper) {
    this.schedule = schedule;
    this.random = random;
    this.temper = temper;
  }

  private delay = () => this.random.next() * this.temper.delayMs;
  private direction = (from: string, to: string) => `${from}>${to}`;
  private carries = (from: string, to: string) =>
    (this.cuts.size === 0 || !this.cuts.has(this.direction(from, to))) && !this.dark.has(from) && !this.dark.has(to);

  cut(from: string, to: string): void {
    this.cuts.add(this.direction(from, to));
  }

  mend(from: string, to: string): void {
    this.cuts.delete(this.direction(from, to));
    for (const side of this.sides) if (side.isHeld && side.host === from && side.peer.host === to) this.release(side);
  }

  /** From now on the address of `host` is that of `owner`: who calls the one reaches the other. What is connected stays so. */
  giveAddress(host: string, owner: string): void {
    this.owners.set(host, owner);
  }

  takeAddressBack(host: string): void {
    this.owners.delete(host);
  }

  mendAll(): void {
    this.cuts.clear();
    this.owners.clear();
    for (const side of this.sides) if (side.isHeld) this.release(side);
  }

  /** From now on everything is quick; what is on its way already arrives when it would have. */
  calm(): void {
    this.temper = { delayMs: CALM_DELAY_MS, slowConnectionChance: 0, slowCallChance: 0, slownessMs: 0, hiccupChance: 0 };
    for (const side of this.sides) side.slownessMs = 0;
  }

  private release(side: Side): void {
    side.isHeld = false;
    side.isMoving = true;
    this.schedule.after(this.delay(), () => this.arrive(side));
  }

  /** One message without a connection, lost when the way is cut. */
  post(from: string, to: string, action: () => void): void {
    this.schedule.after(this.delay(), () => {
      if (this.carries(from, to)) action();
    });
  }

  listen(process: Process, service: string, onAccept: (side: Side) => void): void {
    this.listeners.set(`${process.host}/${service}`, { process, onAccept });
  }

  /** The caller's side is returned at once; `onOpened` follows, or `onClosed` when there is nobody, or nobody answers in time. */
  connect(process: Process, options: { host: string; service: string; timeoutMs: number; isCall?: boolean }): Side {
    const slowness = () =>
      this.random.chance(options.isCall ? this.temper.slowCallChance : this.temper.slowConnectionChance)
        ? this.random.next() * this.temper.slownessMs
        : 0;
    const near = new Side(process, slowness());
    let isOpened = false;
    const fail = () =>
      process.deliver(() => {
        if (isOpened || !near.open) return;
        this.close(near);
        near.onClosed();
      });
    this.schedule.after(options.timeoutMs, fail);
    this.schedule.after(this.delay(), () => {
      const host = this.owners.get(options.host) ?? options.host;
      if (!this.carries(process.host, host)) return;
      const listener = this.listeners.get(`${host}/${options.service}`);
      if (!listener?.process.alive) {
        if (this.carries(host, process.host)) this.schedule.after(this.delay(), fail);
        return;
      }
      const far = new Side(listener.process, slowness(), options.host);
      far.peer = near;
      near.peer = far;
      this.sides.push(near, far);
      near.onOpened = ((opened) => () => {
        isOpened = true;
        opened();
      })(near.onOpened);
      this.transmit(far, { kind: 'opened' });
      listener.process.deliver(() => listener.onAccept(far));
      if (!near.open) this.transmit(near, { kind: 'end' });
    });
    return near;
  }

  send(side: Side, message: unknown): void {
    // Nothing can be sent before the connection is there.
    if (side.open && side.peer) this.transmit(side, { kind: 'data', message });
  }

  close(side: Side): void {
    if (!side.open) return;
    side.open = false;
    if (side.peer) this.transmit(side, { kind: 'end' });
  }

  /** Both ends lose the connection a moment later. */
  reset(one: string, other: string): void {
    for (const side of this.sides) {
      if (!side.open || !((side.host === one && side.peer.host === other) || (side.host === other && side.peer.host === one))) continue;
      this.schedule.after(this.delay(), () => this.breakSide(side));
    }
  }

  /** Some open connections become slow in one direction, from now on. */
  stall(one: string, other: string): void {
    for (const side of this.sides) {
      if (!side.open || !((side.host === one && side.peer.host === other) || (side.host === other && side.peer.host === one))) continue;
      if (this.random.chance(0.5)) side.slownessMs = this.random.next() * this.temper.slownessMs;
    }
  }

  private breakSide(side: Side): void {
    side.process.deliver(() => {
      if (!side.open) return;
      side.open = false;
      side.onClosed();
    });
  }

  /** The kernel closes what the dead process had open, if there still is a kernel. */
  processEnded(process: Process): void {
    for (const [name, listener] of this.listeners) if (listener.process === process) this.listeners.delete(name);
    for (const side of this.sides) {
      if (side.process !== process || !side.open) continue;
      if (this.dark.has(process.host)) side.open = false;
      else this.close(side);
    }
  }

  powerOff(host: string): void {
    this.dark.add(host);
  }

  powerOn(host: string): void {
    this.dark.delete(host);
    for (const side of this.sides) if (side.isHeld && (side.host === host || side.peer.host === host)) this.release(side);
  }

  private transmit(side: Side, packet: Packet): void {
    const hiccup =
      this.temper.hiccupChance > 0 && this.random.chance(this.temper.hiccupChance) ? this.random.next() * this.temper.slownessMs : 0;
    side.outgoing.push({ packet, sentMs: this.schedule.now, atMs: this.schedule.now + this.delay() + side.slownessMs + hiccup });
    if (!side.isMoving && !side.isHeld) this.move(side);
  }

  private move(side: Side): void {
    const head = side.outgoing[0];
    if (head === undefined) return;
    side.isMoving = true;
    this.schedule.after(Math.max(0, head.atMs - this.schedule.now), () => this.arrive(side));
  }

  private arrive(side: Side): void {
    side.isMoving = false;
    if (!this.carries(side.host, side.peer.host)) {
      // A host without power forgets what it had to send; the rest waits for the cable.
      if (this.dark.has(side.host)) side.outgoing.length = 0;
      side.isHeld = !this.dark.has(side.host);
      return;
    }
    const head = side.outgoing.shift();
    if (head !== undefined) this.take(side, head.packet, head.sentMs);
    this.move(side);
  }

  private take(side: Side, packet: Packet, sentMs: number): void {
    const { peer } = side;
    if (packet.kind === 'end') {
      this.breakSide(peer);
      if (!side.open && !peer.open)
        this.sides = this.sides.filter((candidate) => candidate.open || candidate.outgoing.length > 0 || candidate.isHeld);
      return;
    }
    if (!peer.process.alive || !peer.open) {
      if (side.open && this.carries(peer.host, side.host)) this.schedule.after(this.delay(), () => this.breakSide(side));
      return;
    }
    if (packet.kind === 'data') this.onArrival?.({ from: side.host, to: peer.host, sentMs, message: packet.message });
    peer.process.deliver(() => {
      if (!peer.open) return;
      if (packet.kind === 'opened') peer.onOpened();
      else peer.onMessage(packet.message as never);
    });
  }
}
