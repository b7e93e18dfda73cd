import { beforeEach, expect, test } from 'vitest';
import type { AsyncEffect, AsyncEvent, AsyncState } from '../mirror/async-state.ts';
import { until } from '../../machine/until-for-tests.ts';
import { systemClock } from '../ports/clock.ts';
import { EffectLoop } from './effect-loop.ts';

/** Stands for a state, an event, an effect: the loop looks into none of them. */
const one = <T>(text: string) => text as unknown as T;

let told: string[] = [];
let release: () => void = () => undefined;
const begun = () =>
  new EffectLoop<AsyncState, AsyncEvent, AsyncEffect>(
    { clock: systemClock, stepTaken: (state) => void told.push(`in ${state}`) },
    one('start'),
    {
      step: (_, event) => [one(`after ${event}`), [`${event}: wait`, `${event}: say`].map((effect) => one<AsyncEffect>(effect))],
      carryOut: (effect) => {
        told.push(String(effect));
        if (String(effect) === 'three: wait') throw new Error('broken');
        return String(effect).endsWith('wait') ? new Promise((resolve) => (release = resolve)) : undefined;
      },
      failed: (error) => void told.push(String(error)),
    },
  );
beforeEach(() => {
  told = [];
});

test('an event is dealt with when the last effect of the one before is done', async () => {
  const loop = begun();
  loop.feed(one('one'));
  loop.feed(one('two'));
  expect(told).toEqual(['in after one', 'one: wait']);
  release();
  await until('the second waits', () => told.includes('two: wait'));
  expect(told).toEqual(['in after one', 'one: wait', 'one: say', 'in after two', 'two: wait']);
  release();
  await until('all is said', () => told.includes('two: say'));
  expect(loop.state).toBe('after two');
});

test('what has not begun when it ends is neither done nor said', async () => {
  const loop = begun();
  loop.feed(one('one'));
  loop.feed(one('two'));
  loop.end();
  release();
  loop.feed(one('three'));
  await new Promise(setImmediate);
  expect(told).toEqual(['in after one', 'one: wait']);
  expect(loop.hasEnded).toBe(true);
});

test('whatever an effect throws is told, and no other effect is carried out', async () => {
  begun().feed(one('three'));
  await until('it is told', () => told.includes('Error: broken'));
  expect(told).toEqual(['in after three', 'three: wait', 'Error: broken']);
});
