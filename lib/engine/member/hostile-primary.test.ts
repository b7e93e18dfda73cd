/**
 * A primary that its members follow, and that then sends what is no word of the data channel, or comes out of turn: they lose the
 * connection, with a line in messages.log, and that is all that happens.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until as untilTold } from '../../machine/until-for-tests.ts';
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { AgentServer } from '../agent/agent-server.ts';
import { beginMembership, entryOf } from '../commands/mirror-set-up.ts';
import { startAgentForTests, startInstanceForTests } from '../instance/host-for-tests.ts';
import type { Instance } from '../instance/instance.ts';
import { HELLO_FRAME, type Hello } from '../link/client-protocol.ts';
import { encodeFrame, encodeJsonFrame, FrameDecoder } from '../link/frame.ts';
import { encodeBlocksBody, MIRROR_BLOCKS_FRAME, MIRROR_MESSAGE_FRAME } from '../link/mirror-protocol.ts';
import { type LoopbackNetwork, LoopbackWires } from '../ports/loopback-network.ts';

const A = '172.16.58.101';
const B = '172.16.58.102';

let scratch: string;
let instance: Instance;
let agent: AgentServer;
let stranger: LoopbackNetwork;
const sockets = new Set<Socket>();
beforeEach(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'hostile-primary-'));
  const wires = new LoopbackWires();
  const network = wires.attach('servera', [A]);
  stranger = wires.attach('serverb', [B]);
  agent = await startAgentForTests(network, scratch);
  instance = await startInstanceForTests(network, { host: 'servera', hostDirectory: scratch, controlPath: join(scratch, 'control') });
  instance.mirrorServiceEnabled = true;
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await instance.stop({ failover: false });
  await agent.stop();
  rmSync(scratch, { recursive: true });
});

const log = () => readFileSync(instance.log.path, 'utf8');
const until = (what: string, look: () => boolean) => untilTold(what, look, log);
const word = (value: unknown) => encodeJsonFrame(MIRROR_MESSAGE_FRAME, value);
const ORIGIN = { fileCount: 0, offset: 0 };
const HISTORY = { kind: 'history', epoch: 1, process: 'SERVERB:1', files: [] };

/** What it sends to whoever opens its data channel, and what the log then says of the connection. */
const hostile: readonly [string, () => Buffer, string][] = [
  ['an unknown word', () => word({ kind: 'format-disk' }), 'a message that is none'],
  ['a word of the other direction', () => word({ kind: 'acknowledge', through: ORIGIN }), 'a message that is none'],
  ['a word without its fields', () => word({ kind: 'heartbeat' }), 'a message that is none'],
  ['a list', () => word([HISTORY]), 'a message that is none'],
  ['a history that is no list', () => word({ ...HISTORY, files: 'all' }), 'a message that is none'],
  ['a history of a term that is no number', () => word({ ...HISTORY, epoch: 'last' }), 'a message that is none'],
  [
    'a file before the first',
    () => word({ ...HISTORY, files: [{ fileCount: 0, guid: 'G', start: 0, end: 0, name: 'x' }] }),
    'a message that is none',
  ],
  [
    'a configuration that is none',
    () => word({ kind: 'configuration', config: {}, onlyPrimary: null, epoch: 1 }),
    'a message that is none',
  ],
  ['a position that is text', () => word({ kind: 'you-are-active', committed: 'everything' }), 'a message that is none'],
  ['a position before the beginning', () => word({ kind: 'resigning', final: { fileCount: -1, offset: 0 } }), 'a message that is none'],
  ['a mode that is none', () => word({ kind: 'heartbeat', committed: ORIGIN, echoMs: 0, mode: 'anarchy' }), 'a message that is none'],
  [
    'a file that nobody asked for',
    () => word({ kind: 'new-file', name: 'MIRROR-APRIL-20261130.001', fileCount: 1, header: '' }),
    'before this member asked to follow',
  ],
  ['what is no JSON', () => encodeFrame(MIRROR_MESSAGE_FRAME, Buffer.from('{"kind":')), 'a message that is none'],
  [
    'journal of no place',
    () => encodeFrame(MIRROR_BLOCKS_FRAME, encodeBlocksBody(1, Number.NaN, Buffer.from([0, 0, 0, 0, 0]))),
    'journal data that cannot be unpacked',
  ],
  ['a frame of another channel', () => encodeFrame(77, Buffer.from('{}')), 'a frame of type 77'],
  ['a frame without an end', () => Buffer.from([255, 255, 255, 255, MIRROR_MESSAGE_FRAME]), 'frame length 4294967295 is outside'],
  ['a frame without a beginning', () => Buffer.alloc(64), 'frame length 0 is outside'],
  [
    'that it counts on a member that does not follow yet',
    () => word({ kind: 'you-are-active', committed: ORIGIN }),
    'before this member asked to follow',
  ],
  [
    'its resignation to one that does not follow yet',
    () => word({ kind: 'resigning', final: ORIGIN }),
    'before this member asked to follow',
  ],
  [
    'journal to one that does not follow yet',
    () => encodeFrame(MIRROR_BLOCKS_FRAME, encodeBlocksBody(1, 0, Buffer.from([0, 0, 0, 0, 0]))),
    'before this member asked to follow',
  ],
  ['two histories', () => Buffer.concat([word(HISTORY), word(HISTORY)]), 'a second history'],
];

/** serverb says that it leads, and answers each data channel with the next of what it was told to send. */
async function lead(next: () => Buffer): Promise<void> {
  const standing = {
    kind: 'standing',
    standing: { guid: 'SERVERB', role: 'primary', epoch: 1, journal: { durable: ORIGIN, epoch: 1 }, onlyPrimary: null },
  };
  await stranger.listen(1972, (socket) => {
    sockets.add(socket);
    const decoder = new FrameDecoder();
    let purpose: string | null = null;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      for (const frame of decoder.push(chunk)) {
        if (frame.type === HELLO_FRAME) {
          purpose = (JSON.parse(frame.body.toString()) as Extract<Hello, { service: 'mirror' }>).purpose;
          if (purpose === 'data') socket.write(next());
        } else if (purpose === 'status') socket.write(word(standing));
      }
    });
    socket.resume();
  });
}

describe.each(['failover', 'disaster-recovery'] as const)('to a member of kind %s', (kind) => {
  test('whatever it sends, the connection ends with a line in messages.log, and nothing else happens', async () => {
    const fields = { superserverAddress: A, agentPort: 2188, mirrorPrivateAddress: A, agentAddress: A };
    const self: MemberEntry = { ...entryOf(instance, 'SERVERA/IRIS', fields, ''), kind };
    const primary: MemberEntry = {
      ...self,
      guid: 'SERVERB',
      name: 'SERVERB/IRIS',
      kind: 'failover',
      superserverAddress: B,
      agentAddress: B,
      mirrorPrivateAddress: B,
    };
    const compression = { mode: 'uncompressed', type: 'lz4' } as const;
    const config: MirrorConfig = {
      name: 'APRIL',
      guid: 'APRIL-GUID',
      key: '00'.repeat(32),
      version: 1,
      useTls: false,
      arbiter: null,
      virtualIp: null,
      qosTimeoutMs: 8000,
      compressionForFailover: compression,
      compressionForAsync: compression,
      parallelDejournaling: 'failover-and-dr',
      members: [primary, self],
      databases: [],
    };
    let turn = 0;
    let sent = 0;
    // Each is followed by another fault: the same reason is told once.
    await lead(() => {
      sent += 1;
      return turn % 2 === 0 ? (hostile[turn / 2]?.[1]() ?? Buffer.alloc(64)) : encodeFrame(100 + turn, Buffer.alloc(0));
    });
    await beginMembership(instance, config, self, { networkInterface: null, validated: true });
    const member = instance.mirror ?? expect.fail('there is no member');
    const reasons = () =>
      log()
        .split('\n')
        .filter((line) => line.includes('The mirror connection with SERVERB/IRIS was closed: '));
    const files = readdirSync(instance.journalDirectory);
    for (; turn < hostile.length * 2; ) {
      const [what, , reason] = hostile[Math.floor(turn / 2)] as (typeof hostile)[number];
      const wanted = turn % 2 === 0 ? reason : `a frame of type ${100 + turn}`;
      await until(`the log says why, after ${what}`, () => reasons().at(-1)?.includes(wanted) === true);
      expect(member.isPrimary, what).toBe(false);
      turn += 1;
    }
    expect(sent).toBeGreaterThanOrEqual(hostile.length * 2);
    expect({ config: member.config(), files: readdirSync(instance.journalDirectory), durable: member.journal.state().durable }).toEqual({
      config,
      files,
      durable: ORIGIN,
    });
    expect(log()).not.toMatch(/internal error|Forced down|machine of the .* failed/);
  }, 120_000);
});
