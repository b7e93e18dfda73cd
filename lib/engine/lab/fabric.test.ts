import { once } from 'node:events';
import fs from 'node:fs';
import type { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FabricNetwork } from '../ports/fabric-network.ts';
import { Fabric } from './fabric.ts';
import { initialPlan, toFabricHosts } from './plan.ts';

/** Long enough for a socket that is not blocked to deliver on a loaded machine; used to show that nothing comes. */
const SILENCE_MS = 150;

let directory: string;
let fabric: Fabric;
const network = (host: string) => new FabricNetwork({ host, fabricPath: path.join(directory, 'fabric.sock') });

beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'fabric-'));
  fabric = new Fabric({ path: path.join(directory, 'fabric.sock'), hosts: toFabricHosts(initialPlan()) });
  await fabric.listen();
});
afterEach(async () => {
  await fabric.close();
  fs.rmSync(directory, { recursive: true });
});

/** Collects what a socket receives. */
function listenTo(socket: Socket) {
  const received = { text: '', closed: false };
  socket.on('data', (chunk) => {
    received.text += chunk.toString();
  });
  socket.on('close', () => {
    received.closed = true;
  });
  return received;
}
async function connectTo(host: string, address: string, from = 'servera', port = 1972) {
  const taken = new Promise<{ socket: Socket; peer: { address: string; localAddress: string } }>((resolve) => {
    void network(host).listen(port, (socket, peer) => resolve({ socket, peer }));
  });
  await expect.poll(() => fs.existsSync(path.join(directory, `l-${host}-${port}.sock`))).toBe(true);
  const socket = await network(from).connect({ host: address, port, timeoutMs: 1000 });
  const { socket: peerSocket, peer } = await taken;
  return { socket, received: listenTo(socket), peerSocket, peerReceived: listenTo(peerSocket), peer };
}
const silence = () => new Promise((resolve) => setTimeout(resolve, SILENCE_MS));

test('a connection carries bytes both ways and tells who calls', async () => {
  const { socket, received, peerSocket, peerReceived, peer } = await connectTo('serverb', '172.16.58.102');
  expect(peer).toEqual({ address: '172.16.58.101', localAddress: '172.16.58.102' });
  socket.write('to b');
  peerSocket.write('to a');
  await expect.poll(() => [received.text, peerReceived.text]).toEqual(['to a', 'to b']);
  expect(fabric.summarizeFlows()).toEqual([
    { from: 'servera', to: 'serverb', address: '172.16.58.102', port: 1972, count: 1, bytes: 8, blocked: false },
  ]);
  socket.end();
  await expect.poll(() => [received.closed, peerReceived.closed]).toEqual([true, true]);
  expect(fabric.summarizeFlows()).toEqual([]);
});

test('failures come as on a real network, and in its time', async () => {
  const attempt = async (host: string, port: number, timeoutMs: number) => {
    const startedAt = performance.now();
    const outcome = await network('servera')
      .connect({ host, port, timeoutMs })
      .then(
        () => 'connected',
        (error) => error.kind,
      );
    return { outcome, elapsedMs: performance.now() - startedAt };
  };
  expect(await attempt('172.16.58.102', 1972, 1000)).toMatchObject({ outcome: 'refused' });
  expect(await attempt('serverb', 1972, 1000)).toMatchObject({ outcome: 'unknown-host' });
  expect(await attempt('10.1.1.1', 1972, 1000)).toMatchObject({ outcome: 'unreachable' });
  const dropped = await attempt('172.16.58.100', 1972, 200);
  expect(dropped.outcome).toBe('timed-out');
  expect(dropped.elapsedMs).toBeGreaterThanOrEqual(195);
  expect((await attempt('172.16.58.103', 1972, 200)).outcome).toBe('timed-out');
  const nobody = await attempt('172.16.58.103', 1972, 5000);
  expect(nobody.outcome).toBe('no-route');
  expect(nobody.elapsedMs).toBeGreaterThanOrEqual(2990);
  expect(nobody.elapsedMs).toBeLessThan(4500);
});

test('a port can be taken once, and is free when its process has gone', async () => {
  const listener = await network('serverb').listen(1972, () => {});
  await expect(network('serverb').listen(1972, () => {})).rejects.toThrow(/already in use/);
  await listener.close();
  await expect
    .poll(() =>
      network('serverb')
        .listen(1972, () => {})
        .then(
          () => true,
          () => false,
        ),
    )
    .toBe(true);
});

test('an attempt that waits goes through when the cable is back in time', async () => {
  fabric.setPlugged('serverb', 'ens33', false);
  await network('serverb').listen(1972, () => {});
  const attempt = network('servera').connect({ host: '172.16.58.102', port: 1972, timeoutMs: 2500 });
  await silence();
  fabric.setPlugged('serverb', 'ens33', true);
  (await attempt).destroy();
});

for (const [label, cut] of [
  ['a cable', (whole: boolean) => fabric.setPlugged('serverb', 'ens33', whole)],
  ['a port', (whole: boolean) => fabric.setPortOpen('serverb', 1972, whole)],
] as const) {
  test(`${label} that is cut stops the bytes, closes nothing, and loses nothing when it is mended`, async () => {
    const { socket, received, peerSocket, peerReceived } = await connectTo('serverb', '172.16.58.102');
    cut(false);
    socket.write('1'.repeat(1_000_000));
    peerSocket.write('2'.repeat(1_000_000));
    await silence();
    expect([received, peerReceived]).toEqual([
      { text: '', closed: false },
      { text: '', closed: false },
    ]);
    expect(fabric.summarizeFlows()[0]?.blocked).toBe(true);
    cut(true);
    await expect.poll(() => [received.text.length, peerReceived.text.length]).toEqual([1_000_000, 1_000_000]);
  });
}

test('a one-way cut stops one direction only', async () => {
  const { socket, received, peerSocket, peerReceived } = await connectTo('serverb', '172.16.58.102');
  fabric.cut({ from: 'servera', to: 'serverb' });
  socket.write('lost for now');
  peerSocket.write('heard');
  await expect.poll(() => received.text).toBe('heard');
  expect(peerReceived.text).toBe('');
  fabric.mend({ from: 'servera', to: 'serverb' });
  await expect.poll(() => peerReceived.text).toBe('lost for now');
});

test('an end that dies behind a cut cable is noticed only when the cable is back', async () => {
  const { socket, peerReceived } = await connectTo('serverb', '172.16.58.102');
  fabric.setPlugged('servera', 'ens33', false);
  socket.destroy();
  await silence();
  expect(peerReceived.closed).toBe(false);
  fabric.setPlugged('servera', 'ens33', true);
  await expect.poll(() => peerReceived.closed).toBe(true);
});

test('an end that dies with the way open is noticed at once', async () => {
  const { peerSocket, received } = await connectTo('serverb', '172.16.58.102');
  peerSocket.destroy();
  await expect.poll(() => received.closed).toBe(true);
});

test('a power failure is silent until the host is back, then the peer is reset', async () => {
  const { peerSocket, received } = await connectTo('serverb', '172.16.58.102');
  peerSocket.write('last words');
  await expect.poll(() => received.text).toBe('last words');
  fabric.powerOff('serverb');
  peerSocket.destroy();
  await silence();
  expect(received.closed).toBe(false);
  fabric.powerOn('serverb');
  await expect.poll(() => received.closed).toBe(true);
});

test('a connection to a virtual IP hears nothing when it is gone and is reset when another host claims it', async () => {
  fabric.addAddress('serverb', 'ens33', { address: '172.16.58.103', prefixLength: 24 });
  const { received, peerSocket, peerReceived } = await connectTo('serverb', '172.16.58.103', 'client');
  await network('serverb').removeAddress('ens33', '172.16.58.103');
  peerSocket.write('nobody hears this');
  await silence();
  expect(received).toEqual({ text: '', closed: false });
  await network('servera').addAddress('ens33', { address: '172.16.58.103', prefixLength: 24 });
  await expect.poll(() => received.closed).toBe(true);
  expect(peerReceived.closed).toBe(false);
  peerSocket.destroy();
  await expect.poll(() => fabric.summarizeFlows()).toEqual([]);
});

test('an address is refused to a second host and told to be in use', async () => {
  await network('serverb').addAddress('ens33', { address: '172.16.58.103', prefixLength: 24 });
  await expect(network('servera').addAddress('ens33', { address: '172.16.58.103', prefixLength: 24 })).rejects.toThrow(/address in use/);
  expect(await network('servera').isAddressInUse('172.16.58.103')).toBe(true);
  expect(await network('serverb').isAddressInUse('172.16.58.103')).toBe(false);
  expect((await network('serverb').cards())[0]?.addresses.map((own) => own.address)).toEqual(['172.16.58.102', '172.16.58.103']);
});

test('a receiver that does not read makes the sender wait', async () => {
  const { socket, peerSocket } = await connectTo('serverb', '172.16.58.102');
  peerSocket.pause();
  const chunk = Buffer.alloc(1024 * 1024);
  let sent = 0;
  while (socket.write(chunk) || sent < 8) sent += 1;
  await silence();
  expect(socket.writableLength).toBeGreaterThan(chunk.length);
  peerSocket.resume();
  await once(socket, 'drain');
});

test('many bytes arrive in order', async () => {
  const { socket, peerSocket } = await connectTo('serverb', '172.16.159.102');
  let next = 0;
  peerSocket.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte !== next++ % 251) throw new Error(`wrong byte at ${next - 1}`);
  });
  const chunk = Buffer.from(Array.from({ length: 251 * 400 }, (_, index) => index % 251));
  for (let count = 0; count < 50; count += 1) if (!socket.write(chunk)) await once(socket, 'drain');
  await expect.poll(() => next).toBe(50 * chunk.length);
});
