import { beforeEach, expect, test } from 'vitest';
import { type LoopbackNetwork, LoopbackWires } from '../ports/loopback-network.ts';
import { checkVirtualIp } from './mirror-settings.ts';

let wires: LoopbackWires;
let network: LoopbackNetwork;
beforeEach(() => {
  wires = new LoopbackWires();
  network = wires.attach('servera', ['172.16.58.101']);
  wires.attach('serverb', ['172.16.58.102']);
});

const virtualIp = { address: '172.16.58.103', prefixLength: 24 };
const check = (part: Partial<Parameters<typeof checkVirtualIp>[0]> = {}) => checkVirtualIp({ virtualIp, card: 'eth0', mirrorName: 'APRIL', network, mine: false, ...part });

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
