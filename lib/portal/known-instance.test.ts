import { beforeEach, expect, test, vi } from 'vitest';
import type { LabView } from '../contract/views.ts';
import { PREFETCH_MS, QUERY_MS } from '../machine/waits.ts';

/** How long the lab takes to answer; it names one instance. */
let answersAfterMs = 0;
const asked: number[] = [];
vi.mock('./known-lab.ts', () => ({
  knownLab: async (deadlineMs: number) => {
    asked.push(deadlineMs);
    return answersAfterMs > deadlineMs ? null : ({ hosts: [{ name: 'servera', instances: [{ name: 'IRIS' }] }] } as unknown as LabView);
  },
}));

/** A portal that has just been started: nothing was heard of the lab yet. */
async function started() {
  vi.resetModules();
  return (await import('./known-instance.ts')).isKnownInstance;
}
const there = { host: 'servera', instance: 'iris' };
const nowhere = { host: 'api', instance: 'none' };
beforeEach(() => {
  answersAfterMs = 0;
  asked.length = 0;
});

test('an address is that of an instance when the lab names it, whatever the case of its letters', async () => {
  const isKnownInstance = await started();
  expect(await Promise.all([there, { host: 'SERVERA', instance: 'Iris' }, nowhere].map(isKnownInstance))).toEqual([true, true, false]);
  expect(await isKnownInstance({ host: 'ser/vera', instance: 'iris' })).toBe(false);
});

test('a slow lab is waited for, or what is nowhere would be there', async () => {
  answersAfterMs = QUERY_MS - 1;
  const isKnownInstance = await started();
  expect(await isKnownInstance(nowhere)).toBe(false);
  expect(await isKnownInstance(there)).toBe(true);
});

test('no lab that hangs holds up a page of an instance that it has named; any other address may be one', async () => {
  const isKnownInstance = await started();
  expect(await isKnownInstance(there)).toBe(true);
  answersAfterMs = Number.POSITIVE_INFINITY;
  asked.length = 0;
  expect(await isKnownInstance(there)).toBe(true);
  expect(asked).toEqual([PREFETCH_MS]);
  expect(await isKnownInstance(nowhere)).toBe(true);
});
