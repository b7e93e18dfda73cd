import { beforeEach, describe, expect, test } from 'vitest';
import type { MirrorMember } from '../../contract/mirror-config.ts';
import { leadsToItself } from '../../contract/names.ts';
import { type LoopbackNetwork, LoopbackWires } from '../ports/loopback-network.ts';
import { checkArbiter, checkVirtualIp } from './mirror-settings.ts';

let wires: LoopbackWires;
let network: LoopbackNetwork;
beforeEach(() => {
  wires = new LoopbackWires();
  network = wires.attach('servera', ['172.16.58.101']);
  wires.attach('serverb', ['172.16.58.102']);
});

const virtualIp = { address: '172.16.58.103', prefixLength: 24 };
const check = (part: Partial<Parameters<typeof checkVirtualIp>[0]> = {}) =>
  checkVirtualIp({ virtualIp, card: 'eth0', mirrorName: 'APRIL', network, mine: false, ...part });

test('no virtual IP needs no card', async () => {
  expect(await check({ virtualIp: null, card: null })).toEqual({ ok: true, value: null });
});

test('a free address of the subnet of a plugged card is accepted', async () => {
  expect(await check()).toEqual({ ok: true, value: null });
});

const refusals: [string, Partial<Parameters<typeof checkVirtualIp>[0]>, string, string][] = [
  ['an address that is none', { virtualIp: { address: '172.16.58.256', prefixLength: 24 } }, '2056', 'virtualIp.address'],
  ['no card', { card: null }, '2090', 'networkInterface'],
  ['a card that is chosen as nothing', { card: '' }, '2090', 'networkInterface'],
  ['a card that does not exist', { card: 'ens99' }, '2057', 'networkInterface'],
  ['an address of another subnet', { virtualIp: { address: '172.16.59.103', prefixLength: 24 } }, '2097', 'virtualIp.address'],
  ['another mask than the card has', { virtualIp: { address: '172.16.58.103', prefixLength: 16 } }, '2085', 'virtualIp.prefixLength'],
  ['an address that another host has', { virtualIp: { address: '172.16.58.102', prefixLength: 24 } }, '2070', 'virtualIp.address'],
];
test.each(refusals)('%s is refused', async (_label, part, code, field) => {
  expect(await check(part)).toMatchObject({ ok: false, refusal: { code, field } });
});

test('a card without its cable is refused', async () => {
  const [card] = wires.host('servera').cards;
  if (card) card.plugged = false;
  expect(await check()).toMatchObject({ ok: false, refusal: { code: '2096', field: 'networkInterface' } });
});

test('an address that this mirror carries already is no conflict', async () => {
  expect(await check({ virtualIp: { address: '172.16.58.102', prefixLength: 24 }, mine: true })).toEqual({ ok: true, value: null });
});

describe('the arbiter', () => {
  const member = (kind: MirrorMember['kind']) =>
    ({
      name: 'SERVERD/IRIS',
      kind,
      agentAddress: '172.16.58.104',
      mirrorPrivateAddress: '172.16.159.104',
      superserverAddress: '172.16.58.104',
    }) as MirrorMember;
  const at = (address: string, kind: MirrorMember['kind'] = 'failover') => {
    const outcome = checkArbiter({ address, port: 2188 }, [member(kind)]);
    return outcome.ok ? 'accepted' : outcome.refusal.code;
  };

  test.each([
    ['on a third host', '172.16.58.100', 'failover', 'accepted'],
    ['with a failover member', '172.16.58.104', 'failover', 'P514'],
    ['by its private address', '172.16.159.104', 'failover', 'P514'],
    ['with a DR async', '172.16.58.104', 'disaster-recovery', 'P514'],
    ['with a reporting async', '172.16.58.104', 'read-only-reporting', 'accepted'],
    ['at a loopback address', '127.0.1.1', 'failover', 'P515'],
  ] as const)('%s', (_where, address, kind, answer) => {
    expect(at(address, kind)).toBe(answer);
  });
});

test.each(['127.0.0.1', '127.8.9.10', 'localhost', 'LOCALHOST', '::1', '[::1]', '0.0.0.0', '::', '::ffff:127.0.0.1'])(
  '%s leads everybody to himself',
  (address) => {
    expect(leadsToItself(address)).toBe(true);
  },
);
test.each(['172.16.58.101', '128.0.0.1', 'servera', 'localhost.example'])('%s does not', (address) => {
  expect(leadsToItself(address)).toBe(false);
});
