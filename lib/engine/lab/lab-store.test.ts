import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PrismaLabPlanStore } from './lab-store.ts';
import { initialPlan } from './plan.ts';

let file: string;
let store: PrismaLabPlanStore;
const reopen = async () => {
  await store.close();
  store = await PrismaLabPlanStore.open(file);
};

beforeEach(async () => {
  file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'lab-store-')), 'lab', 'lab.db');
  store = await PrismaLabPlanStore.open(file);
});
afterEach(async () => {
  await store.close();
  fs.rmSync(path.dirname(path.dirname(file)), { recursive: true, force: true });
});

test('there is no plan before the first is saved', () => {
  expect(store.load()).toBeNull();
});

test('the plan of the notes is the same after the daemon has started again', async () => {
  await store.save(initialPlan());
  await reopen();
  expect(store.load()).toEqual(initialPlan());
});

test('an upgraded instance is still upgraded after the daemon has started again', async () => {
  const plan = initialPlan();
  for (const instance of plan.hosts[1]?.instances ?? []) instance.version = '2026.1';
  await store.save(plan);
  await reopen();
  expect(
    store
      .load()
      ?.hosts.slice(0, 2)
      .map(({ instances }) => instances[0]?.version),
  ).toEqual(['2022.1', '2026.1']);
});

test('of plans saved at once the last one stays', async () => {
  const plan = initialPlan();
  const saves = [false, true, false].map((plugged) => {
    for (const card of plan.hosts[0]?.cards ?? []) card.plugged = plugged;
    return store.save(plan);
  });
  await Promise.all(saves);
  expect(store.load()?.hosts[0]?.cards[0]?.plugged).toBe(false);
  await reopen();
  expect(store.load()?.hosts[0]?.cards[0]?.plugged).toBe(false);
});

test('changing what was loaded changes nothing that is kept', async () => {
  await store.save(initialPlan());
  store.load()?.hosts.pop();
  expect(store.load()).toEqual(initialPlan());
});

test('two cards of one network cannot have one address, and the plan before stays', async () => {
  await store.save(initialPlan());
  const plan = initialPlan();
  for (const host of plan.hosts) for (const card of host.cards) card.address = '172.16.58.101';
  await expect(store.save(plan)).rejects.toThrow(/Unique constraint/);
  expect(store.load()).toEqual(initialPlan());
  await reopen();
  expect(store.load()).toEqual(initialPlan());
});
