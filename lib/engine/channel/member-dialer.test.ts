import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { MirrorConfig, MirrorMember } from '../../contract/mirror-config.ts';
import { helloSchema } from '../link/client-protocol.ts';
import { readFirstFrame } from '../link/first-frame.ts';
import { encodeJsonFrame } from '../link/frame.ts';
import { MIRROR_MESSAGE_FRAME } from '../link/mirror-protocol.ts';
import { systemClock } from '../ports/clock.ts';
import type { Listener } from '../ports/network.ts';
import { LoopbackWires } from '../ports/loopback-network.ts';
import { Lines } from './lines.ts';
import { MemberDialer } from './member-dialer.ts';

const PRIVATE = '10.0.0.2';
const PUBLIC = '172.16.58.102';
const MESSAGE_MS = 2000;
const standing = { guid: 'b', role: 'primary', epoch: 3, journal: { durable: { fileCount: 1, offset: 9 }, epoch: 3 }, onlyPrimary: null };
const self = { guid: 'a', name: 'SERVERA/IRIS' } as MirrorMember;
const target = {
  guid: 'b',
  name: 'SERVERB/IRIS',
  superserverAddress: PUBLIC,
  mirrorPrivateAddress: PRIVATE,
  superserverPort: 1972,
  distinguishedName: '',
} as MirrorMember;
const config = { guid: 'm', useTls: false, members: [self, target] } as unknown as MirrorConfig;

const wires = new LoopbackWires();
const listeners: Listener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
});

/** A superserver as that of an instance which is this member: it closes where another one is meant. */
async function serve(address: string, memberGuid: string, asked: string[]): Promise<void> {
  const network = wires.attach(address, [address]);
  const answer = async (socket: Socket) => {
    const hello = helloSchema.parse(JSON.parse((await readFirstFrame(socket, { timeoutMs: MESSAGE_MS })).body.toString()));
    if (hello.service !== 'mirror' || hello.targetGuid !== memberGuid) return void socket.destroy();
    asked.push(`${address} ${hello.purpose}`);
    if (hello.purpose === 'identify') return void socket.end(encodeJsonFrame(MIRROR_MESSAGE_FRAME, { kind: 'identified', memberGuid }));
    await readFirstFrame(socket, { timeoutMs: MESSAGE_MS });
    socket.end(encodeJsonFrame(MIRROR_MESSAGE_FRAME, { kind: 'standing', standing }));
  };
  listeners.push(await network.listen(1972, (socket) => void answer(socket).catch(() => socket.destroy())));
}

const dialer = () =>
  new MemberDialer({
    clock: systemClock,
    lines: new Lines(),
    network: wires.attach('servera', ['172.16.58.101']),
    config: () => config,
    self: () => self,
    credentials: () => null,
    onUnlistedName: () => undefined,
  });

test.each([
  ['the member itself, which is asked there', 'b', [`${PRIVATE} identify`, `${PRIVATE} status`]],
  ['another member: the one that is meant is found at its superserver address', 'd', [`${PUBLIC} status`]],
])('without TLS there answers at the private address %s', async (_label, atPrivate, questions) => {
  const asked: string[] = [];
  await serve(PRIVATE, atPrivate, asked);
  await serve(PUBLIC, 'b', asked);
  expect(await dialer().ask(target, { kind: 'standing' }, MESSAGE_MS)).toEqual({ kind: 'standing', standing });
  expect(asked).toEqual(questions);
});
