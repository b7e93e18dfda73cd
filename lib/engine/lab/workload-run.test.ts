import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLIENT_FRAME, type ClientReply, type ClientRequest } from '../link/client-protocol.ts';
import { encodeJsonFrame, FrameDecoder } from '../link/frame.ts';
import { systemClock } from '../ports/clock.ts';
import { FabricNetwork } from '../ports/fabric-network.ts';
import { Fabric } from './fabric.ts';
import { initialPlan, toFabricHosts } from './plan.ts';
import { WorkloadRun } from './workload-run.ts';
import { SOON } from '../../machine/until-for-tests.ts';

const VIRTUAL_IP = { address: '172.16.58.103', prefixLength: 24 };
const settings = { address: VIRTUAL_IP.address, port: 1972, database: 'DEMO', ratePerSecond: 400, clients: 4 };

/** The far side of the wire: keeps nodes in memory, and can be told to misbehave. */
class MemorySuperserver {
  readonly nodes = new Map<string, string>();
  readonly sockets = new Set<Socket>();
  isPrimary = true;
  isDeaf = false;

  serve(socket: Socket): void {
    const decoder = new FrameDecoder();
    this.sockets.add(socket);
    socket.on('data', (chunk) => {
      if (this.isDeaf) return;
      for (const frame of decoder.push(chunk)) {
        if (frame.type !== CLIENT_FRAME) continue;
        const requests = JSON.parse(frame.body.toString()) as ClientRequest[];
        socket.write(
          encodeJsonFrame(
            CLIENT_FRAME,
            requests.map((request) => this.answer(request)),
          ),
        );
      }
    });
  }

  private answer(request: ClientRequest): ClientReply {
    if (!this.isPrimary) return { id: request.id, ok: false, code: '<PROTECT>', args: ['DEMO'] };
    if (request.op === 'set') this.nodes.set(request.reference.join(), request.value);
    const value = request.op === 'get' ? (this.nodes.get(request.reference.join()) ?? null) : null;
    return { id: request.id, ok: true, value };
  }
}

let directory: string;
let fabric: Fabric;
let run: WorkloadRun;
const network = (host: string) => new FabricNetwork({ host, fabricPath: path.join(directory, 'fabric.sock') });
const serverOn = async (host: string) => {
  const server = new MemorySuperserver();
  await network(host).listen(1972, (socket) => server.serve(socket));
  return server;
};

beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'workload-'));
  fabric = new Fabric({ path: path.join(directory, 'fabric.sock'), hosts: toFabricHosts(initialPlan()) });
  await fabric.listen();
  run = new WorkloadRun({ network: network('client'), clock: systemClock, settings });
});
afterEach(async () => {
  run.stop();
  await fabric.close();
  fs.rmSync(directory, { recursive: true });
});

test('writes at the rate that was asked for, and loses nothing', async () => {
  const server = await serverOn('servera');
  fabric.addAddress('servera', 'ens33', VIRTUAL_IP);
  const done = run.run();
  await expect.poll(() => run.report().currentRate, SOON).toBeGreaterThan(300);
  expect(run.report().currentRate).toBeLessThan(500);
  run.stop();
  await done;
  const { acknowledged, ...report } = run.report();
  expect(acknowledged).toBe(server.nodes.size);
  expect(report).toMatchObject({ state: 'stopped', sent: acknowledged, unknown: 0, lost: 0, lastError: null });
});

test('an acknowledged write that is gone is counted as lost', async () => {
  const server = await serverOn('servera');
  fabric.addAddress('servera', 'ens33', VIRTUAL_IP);
  const done = run.run();
  await expect.poll(() => run.report().acknowledged, SOON).toBeGreaterThan(50);
  server.nodes.delete('Workload,1,3');
  server.nodes.set('Workload,2,1', 'of another run');
  run.stop();
  await done;
  expect(run.report().lost).toBe(2);
});

test('goes on at the other host when the virtual IP has moved there, and looks there for what was acknowledged', async () => {
  const first = await serverOn('servera');
  const second = await serverOn('serverb');
  fabric.addAddress('servera', 'ens33', VIRTUAL_IP);
  void run.run();
  await expect.poll(() => run.report().acknowledged, SOON).toBeGreaterThan(50);
  fabric.powerOff('servera');
  for (const [reference, value] of first.nodes) second.nodes.set(reference, value);
  second.nodes.delete('Workload,1,1');
  const before = run.report().acknowledged;
  fabric.addAddress('serverb', 'ens33', VIRTUAL_IP);
  await expect.poll(() => run.report().acknowledged, SOON).toBeGreaterThan(before + 50);
  await expect.poll(() => run.report().lost, SOON).toBe(1);
  expect(run.report().unknown).toBeLessThanOrEqual(settings.clients);
});

test('a member that is not the primary refuses; nothing is counted until it accepts', async () => {
  const server = await serverOn('servera');
  fabric.addAddress('servera', 'ens33', VIRTUAL_IP);
  server.isPrimary = false;
  void run.run();
  await expect.poll(() => run.report().lastError, SOON).toBe('<PROTECT> DEMO');
  expect(run.report()).toMatchObject({ sent: 0, acknowledged: 0, unknown: 0 });
  server.isPrimary = true;
  await expect.poll(() => run.report().acknowledged, SOON).toBeGreaterThan(10);
});

test('a host that accepts and then says nothing is left within a second', async () => {
  const server = await serverOn('servera');
  fabric.addAddress('servera', 'ens33', VIRTUAL_IP);
  server.isDeaf = true;
  void run.run();
  await expect.poll(() => run.report().lastError, SOON).toMatch(/closed/);
  server.isDeaf = false;
  await expect.poll(() => run.report().acknowledged, SOON).toBeGreaterThan(10);
});

test('it has stopped when the last write has been given up at the latest, and then its figures fit together', async () => {
  const server = await serverOn('servera');
  fabric.addAddress('servera', 'ens33', VIRTUAL_IP);
  const done = run.run();
  await expect.poll(() => run.report().acknowledged, SOON).toBeGreaterThan(50);
  server.isDeaf = true;
  await expect.poll(() => run.report().sent - run.report().acknowledged, SOON).toBe(settings.clients);
  run.stop();
  expect(run.report().state).toBe('running');
  await expect.poll(() => run.report().state, SOON).toBe('stopped');
  const { sent, acknowledged, unknown } = run.report();
  expect({ unknown, sent }).toEqual({ unknown: settings.clients, sent: acknowledged + settings.clients });
  server.isDeaf = false;
  await done;
});
