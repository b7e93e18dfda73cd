import { expect, test } from 'vitest';
import { ARBITER_EVENTS_MAX } from '../../contract/arbiter.ts';
import { ArbiterDiary } from './arbiter-diary.ts';

const at = (second: number) => new Date(second * 1000);
const of = (memberGuid: string) => ({ kind: 'refused', mirrorGuid: 'm', memberGuid, address: '10.0.0.1' }) as const;

test('the newest is first, and whoever asks again and again fills one entry', () => {
  const diary = new ArbiterDiary();
  diary.note(of('a'), at(1));
  diary.note(of('b'), at(2));
  diary.note(of('b'), at(3));
  expect(diary.events.map(({ memberGuid, times, at: time }) => [memberGuid, times, time])).toEqual([
    ['b', 2, '1970-01-01T00:00:02.000Z'],
    ['a', 1, '1970-01-01T00:00:01.000Z'],
  ]);
});

test('what is told is bounded, and the oldest goes', () => {
  const diary = new ArbiterDiary();
  for (let index = 0; index <= ARBITER_EVENTS_MAX; index++) diary.note(of(String(index)), at(index));
  expect(diary.events.length).toBe(ARBITER_EVENTS_MAX);
  expect(diary.events.at(-1)?.memberGuid).toBe('1');
});
