import { expect, test } from 'vitest';
import { Stillness } from './stillness.ts';

/** Everything that can happen without another event has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('whoever asks waits until the reader has come to a boundary, and the reader until the last of them has gone', async () => {
  const order: string[] = [];
  const stillness = new Stillness(() => order.push('released'));
  const leave: (() => void)[] = [];
  const ask = (name: string) =>
    stillness.while(
      () => true,
      async () => {
        order.push(`${name} works`);
        await new Promise<void>((resolve) => leave.push(resolve));
      },
    );
  const first = ask('first');
  await settled();
  expect(order).toEqual([]);
  expect(stillness.isAsked).toBe(true);
  const reading = stillness.boundary().then(() => order.push('reads on'));
  // The reader is still already: nobody need wait for another boundary.
  const second = ask('second');
  await settled();
  expect(order).toEqual(['second works', 'first works']);
  leave[0]?.();
  await settled();
  expect(order).toHaveLength(2);
  leave[1]?.();
  await Promise.all([first, second, reading]);
  expect(order.slice(2)).toEqual(['released', 'reads on']);
  expect(stillness.isAsked).toBe(false);
});

test('nobody waits for a reader that does not read, or that has ended', async () => {
  const stillness = new Stillness(() => undefined);
  expect(
    await stillness.while(
      () => false,
      async () => 'at once',
    ),
  ).toBe('at once');
  const waiting = stillness.while(
    () => true,
    async () => 'after the end',
  );
  stillness.ended();
  expect(await waiting).toBe('after the end');
});

test('work that fails holds up nobody', async () => {
  const stillness = new Stillness(() => undefined);
  await expect(
    stillness.while(
      () => false,
      () => Promise.reject(new Error('no')),
    ),
  ).rejects.toThrow('no');
  expect(stillness.isAsked).toBe(false);
  await stillness.released();
});
