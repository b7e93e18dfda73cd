import { expect, test } from 'vitest';
import type { LabView } from '@/lib/contract/views.ts';
import { layOut } from './layout.ts';
import { stoppedWorkload } from '../lab-for-tests.ts';

const host = (name: string): LabView['hosts'][number] => ({
  name,
  power: 'on',
  purpose: 'spare',
  cards: [{ name: 'ens33', network: 'public', plugged: true, addresses: [{ address: '172.16.58.101', prefixLength: 24 }] }],
  agent: { installed: false, running: false, enabled: false, version: '', port: 2188, processId: null },
  openPorts: [],
  certificateFiles: [],
  instances: [],
});
const flow = (from: string, to: string): LabView['flows'][number] => ({
  from,
  to,
  address: '172.16.58.101',
  port: 1972,
  count: 1,
  bytesPerSecond: 0,
  blocked: false,
});
const lab = (flows: LabView['flows']): LabView => ({
  hosts: ['a', 'b', 'c'].map(host),
  networks: [{ name: 'public', subnet: '172.16.58.0/24' }],
  cuts: [],
  flows,
  writeProbe: null,
  workload: stoppedWorkload,
});

test('arcs over the same hosts lie at different heights, so that every label can be read', () => {
  const { flows } = layOut(lab([flow('a', 'b'), flow('b', 'a'), flow('a', 'c'), flow('b', 'c')]));
  const height = (from: string, to: string) => flows.find((place) => place.flow.from === from && place.flow.to === to)?.labelY;
  expect(new Set([height('a', 'b'), height('b', 'a'), height('a', 'c')]).size).toBe(3);
  expect(Math.min(...flows.map((place) => place.labelY))).toBeGreaterThan(0);
});

test('a connection whose other end is no host of the lab is left to the table', () => {
  expect(layOut(lab([flow('a', 'elsewhere')])).flows).toEqual([]);
});
