import { describe, expect, test } from 'vitest';
import { decide, type FabricHost, type FabricWorld, type FlowEnds, isAnsweredByAnother, passageOf, refusalToAdd } from './fabric-rules.ts';

const host = (name: string, last: number, openPorts = [1972, 2188]): FabricHost => ({
  name,
  power: 'on',
  openPorts,
  cards: [
    { name: 'ens33', network: 'public', plugged: true, addresses: [{ address: `172.16.58.${last}`, prefixLength: 24, claim: 0 }] },
    { name: 'ens36', network: 'private', plugged: true, addresses: [{ address: `172.16.159.${last}`, prefixLength: 24, claim: 0 }] },
  ],
});
const world = (
  change: (hosts: { a: FabricHost; b: FabricHost; c: FabricHost }) => void = () => {},
  cuts: FabricWorld['cuts'] = [],
): FabricWorld => {
  const hosts = { a: host('servera', 101), b: host('serverb', 102), c: host('serverc', 100, [2188]) };
  hosts.c.cards.splice(1);
  change(hosts);
  return { hosts: Object.values(hosts), cuts };
};
const vip = (target: FabricHost, claim: number) =>
  void target.cards[0]?.addresses.push({ address: '172.16.58.103', prefixLength: 24, claim });
const unplug = (target: FabricHost, card: number) => void Object.assign(target.cards[card] ?? {}, { plugged: false });

describe('a connection attempt from servera', () => {
  const rows: { label: string; world?: FabricWorld; to: string; port?: number; expected: Record<string, unknown> }[] = [
    {
      label: 'reaches another host by its address',
      to: '172.16.58.102',
      expected: { kind: 'route', toHost: 'serverb', fromAddress: '172.16.58.101', network: 'public' },
    },
    {
      label: 'goes out by the card of that subnet',
      to: '172.16.159.102',
      expected: { kind: 'route', toHost: 'serverb', fromAddress: '172.16.159.101', network: 'private' },
    },
    {
      label: 'reaches the host that holds the virtual IP',
      world: world(({ b }) => vip(b, 1)),
      to: '172.16.58.103',
      expected: { kind: 'route', toHost: 'serverb' },
    },
    {
      label: 'reaches the latest of two that claim it',
      world: world(({ b, c }) => {
        vip(c, 2);
        vip(b, 1);
      }),
      to: '172.16.58.103',
      port: 2188,
      expected: { kind: 'route', toHost: 'serverc' },
    },
    { label: 'reaches its own address', to: '172.16.58.101', expected: { kind: 'route', toHost: 'servera', network: null } },
    {
      label: 'reaches its own address with its cable out and the port closed',
      world: world(({ a }) => unplug(a, 0)),
      to: '172.16.58.101',
      port: 9999,
      expected: { kind: 'route', toHost: 'servera' },
    },
    { label: 'reaches itself by its own name', to: 'ServerA', expected: { kind: 'route', toHost: 'servera', toAddress: '172.16.58.101' } },
    { label: 'reaches itself by localhost', to: 'localhost', expected: { kind: 'route', toHost: 'servera', toAddress: '127.0.0.1' } },
    { label: 'does not know the name of another host', to: 'serverb', expected: { failure: 'unknown-host', afterMs: 0 } },
    { label: 'finds no card on a foreign subnet', to: '10.0.0.1', expected: { failure: 'unreachable', afterMs: 0 } },
    {
      label: 'finds the network unreachable with its own cable out',
      world: world(({ a }) => unplug(a, 0)),
      to: '172.16.58.102',
      expected: { failure: 'unreachable', afterMs: 0 },
    },
    { label: 'gets no route to an address that nobody holds', to: '172.16.58.103', expected: { failure: 'no-route', afterMs: 3000 } },
    {
      label: 'gets no route to a host with its cable out',
      world: world(({ b }) => unplug(b, 0)),
      to: '172.16.58.102',
      expected: { failure: 'no-route' },
    },
    {
      label: 'still reaches the other card of that host',
      world: world(({ b }) => unplug(b, 0)),
      to: '172.16.159.102',
      expected: { kind: 'route' },
    },
    {
      label: 'gets no route to a host without power',
      world: world(({ b }) => Object.assign(b, { power: 'off' })),
      to: '172.16.58.102',
      expected: { failure: 'no-route' },
    },
    {
      label: 'is dropped by a closed port',
      to: '172.16.58.100',
      port: 1972,
      expected: { failure: 'timed-out', afterMs: Number.POSITIVE_INFINITY },
    },
    {
      label: 'gets no answer when only the way back is cut',
      world: world(undefined, [{ from: 'serverb', to: 'servera' }]),
      to: '172.16.58.102',
      expected: { failure: 'timed-out' },
    },
    {
      label: 'does not start on a host without power',
      world: world(({ a }) => Object.assign(a, { power: 'off' })),
      to: '172.16.58.102',
      expected: { failure: 'unreachable' },
    },
  ];
  test.each(rows)('$label', (row) => expect(decide(row.world ?? world(), 'servera', row.to, row.port ?? 1972)).toMatchObject(row.expected));
});

describe('bytes of a connection from servera to serverb', () => {
  const toHost: FlowEnds = {
    fromHost: 'servera',
    fromAddress: '172.16.58.101',
    toHost: 'serverb',
    toAddress: '172.16.58.102',
    port: 1972,
    network: 'public',
  };
  const toVip: FlowEnds = { ...toHost, toAddress: '172.16.58.103' };
  const rows: { label: string; world: FabricWorld; flow?: FlowEnds; forward: string; backward: string }[] = [
    { label: 'pass', world: world(), forward: 'open', backward: 'open' },
    { label: 'stop when the cable of either is out', world: world(({ b }) => unplug(b, 0)), forward: 'blocked', backward: 'blocked' },
    {
      label: 'do not care for the other card',
      world: world(({ a, b }) => {
        unplug(a, 1);
        unplug(b, 1);
      }),
      forward: 'open',
      backward: 'open',
    },
    {
      label: 'stop both ways when the port is closed',
      world: world(({ b }) => Object.assign(b, { openPorts: [2188] })),
      forward: 'blocked',
      backward: 'blocked',
    },
    {
      label: 'stop one way by a one-way cut',
      world: world(undefined, [{ from: 'servera', to: 'serverb' }]),
      forward: 'blocked',
      backward: 'open',
    },
    {
      label: 'stop when the power fails',
      world: world(({ b }) => Object.assign(b, { power: 'off' })),
      forward: 'blocked',
      backward: 'blocked',
    },
    { label: 'pass through the virtual IP', world: world(({ b }) => vip(b, 1)), flow: toVip, forward: 'open', backward: 'open' },
    { label: 'are lost when the virtual IP is nowhere', world: world(), flow: toVip, forward: 'blocked', backward: 'blocked' },
    {
      label: 'reach the wrong host when the virtual IP moved',
      world: world(({ c }) => {
        vip(c, 1);
        c.openPorts.push(1972);
      }),
      flow: toVip,
      forward: 'moved',
      backward: 'blocked',
    },
    {
      label: "are dropped by the new holder's firewall",
      world: world(({ c }) => vip(c, 1)),
      flow: toVip,
      forward: 'blocked',
      backward: 'blocked',
    },
  ];
  test.each(rows)('$label', (row) => {
    expect(passageOf(row.world, row.flow ?? toHost, 'forward')).toBe(row.forward);
    expect(passageOf(row.world, row.flow ?? toHost, 'backward')).toBe(row.backward);
  });
});

describe('adding an address', () => {
  const wanted = { address: '172.16.58.103', prefixLength: 24 };
  test.each([
    { label: 'is taken', world: world(), card: 'ens33', reason: null },
    { label: 'is taken again by its holder', world: world(({ a }) => vip(a, 1)), card: 'ens33', reason: null },
    { label: 'is refused when another host holds it', world: world(({ b }) => vip(b, 1)), card: 'ens33', reason: /address in use/ },
    {
      label: 'is taken when a cut path hides its holder',
      world: world(({ b }) => vip(b, 1), [{ from: 'serverb', to: 'servera' }]),
      card: 'ens33',
      reason: null,
    },
    {
      label: 'is taken when its holder has no power',
      world: world(({ b }) => {
        vip(b, 1);
        Object.assign(b, { power: 'off' });
      }),
      card: 'ens33',
      reason: null,
    },
    { label: 'is refused by a card that is not there', world: world(), card: 'eth0', reason: /Cannot find device "eth0"/ },
    { label: 'is refused by a card without cable', world: world(({ a }) => unplug(a, 0)), card: 'ens33', reason: /network is down/ },
    { label: 'is refused by a card of another subnet', world: world(), card: 'ens36', reason: /not in the network/ },
  ])('$label', (row) => {
    const reason = refusalToAdd(row.world, 'servera', row.card, wanted);
    if (row.reason) expect(reason).toMatch(row.reason);
    else expect(reason).toBeNull();
  });
  test('asks the others, not itself, whether an address is in use', () => {
    expect(
      isAnsweredByAnother(
        world(({ a }) => vip(a, 1)),
        'servera',
        '172.16.58.103',
      ),
    ).toBe(false);
    expect(
      isAnsweredByAnother(
        world(({ b }) => vip(b, 1)),
        'servera',
        '172.16.58.103',
      ),
    ).toBe(true);
  });
});
