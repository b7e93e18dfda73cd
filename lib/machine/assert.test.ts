import { expect, test } from 'vitest';
import { assert, BrokenInvariant, whenBroken } from './assert.ts';

test('what holds costs nothing: the facts are not asked for', () => {
  assert(true, 'one is one', () => expect.fail('asked'));
});

test('what does not hold is told with what was found instead', () => {
  expect(() =>
    assert(false, 'committed ≤ durable', () => [
      { fileCount: 1, offset: 2 },
      { fileCount: 1, offset: 1 },
    ]),
  ).toThrow(
    new BrokenInvariant('this must hold and does not: committed ≤ durable: [{"fileCount":1,"offset":2},{"fileCount":1,"offset":1}]'),
  );
});

test('the process ends before anybody can catch it and go on', () => {
  const said: string[] = [];
  whenBroken(({ message }) => said.push(message));
  try {
    assert(false, 'a term never falls');
  } catch {
    // As a handler of a connection would.
  }
  expect(said).toEqual(['this must hold and does not: a term never falls']);
});
