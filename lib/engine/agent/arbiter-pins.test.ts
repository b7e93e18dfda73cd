import { expect, test } from 'vitest';
import { ArbiterPins } from './arbiter-pins.ts';

const DAY_MS = 24 * 3600 * 1000;

test('made-up mirrors do not have a mirror forgotten, however many they are; one that is gone makes room', () => {
  const pins = new ArbiterPins(null);
  pins.use('mine', 'key', 0);
  for (let count = 1; count <= 1500; count++) pins.use(`made up ${count}`, 'stranger', count);
  pins.use('mine', 'stranger', DAY_MS);
  expect(pins.of('mine')).toBe('key');
  expect(pins.of('made up 1500')).toBe(null);
  pins.use('mine', 'key', 60 * DAY_MS);
  pins.use('later', 'other', 100 * DAY_MS);
  expect([pins.of('mine'), pins.of('later'), pins.of('made up 1')]).toEqual(['key', 'other', null]);
});

test('a mirror that has been connected for months is not forgotten when another one comes', () => {
  const pins = new ArbiterPins(null);
  pins.use('mine', 'key', 0);
  pins.use('later', 'other', 200 * DAY_MS);
  expect(pins.of('mine')).toBe('key');
});
