import { expect, test } from 'vitest';
import { ArbiterPins } from './arbiter-pins.ts';

const DAY_MS = 24 * 3600 * 1000;

const use = (pins: ArbiterPins, guid: string, key: string, nowMs: number, address = 'home') => pins.use(guid, key, { address, nowMs });

test('made-up mirrors do not have a mirror forgotten, however many they are; one that is gone makes room', () => {
  const pins = new ArbiterPins(null);
  use(pins, 'mine', 'key', 0);
  for (let count = 1; count <= 1500; count++) use(pins, `made up ${count}`, 'stranger', count, `address ${count % 40}`);
  expect(use(pins, 'mine', 'stranger', DAY_MS)).toBe('other-key');
  expect(use(pins, 'new', 'other', DAY_MS)).toBe('full');
  expect(pins.of('mine')).toBe('key');
  expect(pins.of('made up 1500')).toBe(null);
  use(pins, 'mine', 'key', 60 * DAY_MS);
  expect(use(pins, 'later', 'other', 100 * DAY_MS)).toBe('kept');
  expect([pins.of('mine'), pins.of('later'), pins.of('made up 1')]).toEqual(['key', 'other', null]);
});

test('a mirror that has been connected for months is not forgotten when another one comes', () => {
  const pins = new ArbiterPins(null);
  use(pins, 'mine', 'key', 0);
  use(pins, 'later', 'other', 200 * DAY_MS);
  expect(pins.of('mine')).toBe('key');
});

test('one address fills the pins of no others, and its own mirrors that are here stay', () => {
  const pins = new ArbiterPins(null);
  const verdicts = Array.from({ length: 1500 }, (_, count) => use(pins, `made up ${count}`, 'stranger', count, 'stranger'));
  expect([verdicts.filter((verdict) => verdict === 'kept').length, verdicts.at(-1)]).toEqual([50, 'full']);
  expect(use(pins, 'mine', 'key', 2000)).toBe('kept');
  expect(use(pins, 'made up 3', 'stranger', 3 * DAY_MS, 'stranger')).toBe('kept');
});
