import { expect, test } from 'vitest';
import { instanceCommands } from './commands.ts';
import { memberOffersSchema, memberOrders, type MemberOffers } from './member-orders.ts';

test('each order is a command of the instance', () => {
  expect(instanceCommands).toMatchObject(memberOrders);
});

test('a view says of each order whether it is offered, and of nothing else', () => {
  const all = Object.fromEntries(Object.keys(memberOrders).map((kind) => [kind, null]));
  expect(memberOffersSchema.safeParse(all).success).toBe(true);
  expect(memberOffersSchema.safeParse({ ...all, promote: undefined }).success).toBe(false);
  expect(memberOffersSchema.safeParse({ ...all, 'save-tls': null }).success).toBe(false);
});

test('an offer is refused only with a number that its row names', () => {
  const known: MemberOffers<'start-mirror'> = { 'start-mirror': { code: 'P105', args: [] } };
  // @ts-expect-error The row does not name it.
  const unknown: MemberOffers<'start-mirror'> = { 'start-mirror': { code: '2116', args: [] } };
  expect(memberOrders['start-mirror'].refusals).toContain(known['start-mirror']?.code);
  expect(memberOrders['start-mirror'].refusals).not.toContain(unknown['start-mirror']?.code);
});
