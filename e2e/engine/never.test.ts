import { expect, test } from 'vitest';
import { never } from './never.ts';

test('what nobody could look at has not been found never to happen', async () => {
  await expect(never('it happens', 100, () => Promise.reject(new Error('no answer')))).rejects.toThrow('nobody could look');
  await expect(never('it happens', 100, () => Promise.resolve(true))).rejects.toThrow('it happens');
  let looks = 0;
  await never('it happens', 1000, () => (++looks === 1 ? Promise.reject(new Error('no answer')) : Promise.resolve(false)));
  expect(looks).toBeGreaterThan(1);
});
