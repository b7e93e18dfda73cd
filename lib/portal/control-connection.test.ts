import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LINE_BYTES_MAX } from '../machine/json-lines.ts';
import { type Answer, ControlConnection } from './control-connection.ts';

/** The longest that silence may take to be told: probe interval, its deadline, and a slow machine. */
const SILENCE_TOLD_MS = 8_000;
const ANSWER_MS = 3_000;
const LONG_LINE_MS = 30_000;
/** As the server waits for what the first HTML shows. */
const HURRIED_MS = 150;

/** A process at the other end of the socket: answers every query with the number it holds. */
class Peer {
  number = 1;
  isHanging = false;
  /** What it says instead of an answer. */
  nonsense: string | null = null;
  readonly #sockets = new Set<net.Socket>();
  readonly #server: net.Server;

  constructor(socketPath: string) {
    this.#server = net.createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {}); // Whoever is left while it still speaks.
      const held: string[] = [];
      socket.setEncoding('utf8');
      socket.on('data', (text: string) => {
        held.push(...text.split('\n').filter((line) => line !== ''));
        const answer = () => {
          if (this.isHanging) return void setTimeout(answer, 50);
          for (const line of held.splice(0)) {
            const { id, kind } = JSON.parse(line) as { id: number; kind: string };
            if (this.nonsense !== null) socket.write(this.nonsense);
            else if (kind !== 'unwatch') socket.write(`${JSON.stringify({ id, ok: true, value: this.number })}\n`);
          }
        };
        answer();
      });
    });
    this.#server.listen(socketPath);
  }

  kill(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

let folder = '';
let socketPath = '';
const peers: Peer[] = [];
const startPeer = () => {
  const peer = new Peer(socketPath);
  peers.push(peer);
  return peer;
};

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'control-'));
  socketPath = path.join(folder, 'peer.sock');
});
afterEach(() => {
  for (const peer of peers.splice(0)) peer.kill();
  fs.rmSync(folder, { recursive: true, force: true });
});

const query = { kind: 'query', query: 'summary', input: {} } as const;

test('a request is answered over one connection', async () => {
  startPeer();
  const connection = new ControlConnection(socketPath, 'summary');
  expect(await Promise.all([connection.request(query, ANSWER_MS), connection.request(query, ANSWER_MS)])).toEqual([
    { kind: 'value', value: 1 },
    { kind: 'value', value: 1 },
  ]);
});

test('nobody there: silence at once, not at the deadline', async () => {
  const startedAt = performance.now();
  expect(await new ControlConnection(socketPath, 'summary').request(query, 60_000)).toEqual({
    kind: 'silence',
    reason: 'it is not running',
  });
  expect(performance.now() - startedAt).toBeLessThan(ANSWER_MS);
});

test('a process that hangs costs the deadline of the request and no more', async () => {
  startPeer().isHanging = true;
  expect(await new ControlConnection(socketPath, 'summary').request(query, 100)).toEqual({
    kind: 'silence',
    reason: 'no answer within 100 ms',
  });
});

test.each([
  ['nonsense', '{"id":1,\n'],
  ['another protocol', '{"id":1,"jsonrpc":"2.0"}\n'],
  ['a line without an end', 'x'.repeat(LINE_BYTES_MAX + 1)],
])('whoever answers %s has not answered, and the next question is asked anew', async (_what, said) => {
  const peer = startPeer();
  const connection = new ControlConnection(socketPath, 'summary');
  peer.nonsense = said;
  const questions = [connection.request(query, LONG_LINE_MS), connection.request(query, LONG_LINE_MS)];
  const silence = { kind: 'silence', reason: 'its answer is not understood' };
  expect(await Promise.all(questions)).toEqual([silence, silence]);
  peer.nonsense = null;
  expect(await connection.request(query, ANSWER_MS)).toEqual({ kind: 'value', value: 1 });
});

test('a watch tells silence when the process dies and the newest answer when it is back', async () => {
  const first = startPeer();
  const heard: Answer[] = [];
  const stop = new ControlConnection(socketPath, 'summary').watch('summary', {}, (answer) => heard.push(answer));
  await vi.waitFor(() => expect(heard).toEqual([{ kind: 'value', value: 1 }]), ANSWER_MS);
  first.kill();
  await vi.waitFor(() => expect(heard.at(-1)?.kind).toBe('silence'), ANSWER_MS);
  startPeer().number = 2;
  await vi.waitFor(() => expect(heard.at(-1)).toEqual({ kind: 'value', value: 2 }), ANSWER_MS);
  expect(heard.filter((answer) => answer.kind === 'silence')).toHaveLength(1);
  stop();
});

test('a watch tells silence when the process hangs, although its socket stays open', async () => {
  const peer = startPeer();
  const heard: Answer[] = [];
  const stop = new ControlConnection(socketPath, 'summary').watch('summary', {}, (answer) => heard.push(answer));
  await vi.waitFor(() => expect(heard).toHaveLength(1), ANSWER_MS);
  peer.isHanging = true;
  await vi.waitFor(() => expect(heard.at(-1)?.kind).toBe('silence'), SILENCE_TOLD_MS);
  peer.number = 3;
  peer.isHanging = false;
  await vi.waitFor(() => expect(heard.at(-1)).toEqual({ kind: 'value', value: 3 }), SILENCE_TOLD_MS);
  stop();
});

test('one who has little time waits for a process that hangs once, and not again until it has spoken', async () => {
  const peer = startPeer();
  const connection = new ControlConnection(socketPath, 'summary');
  expect(await connection.request(query, ANSWER_MS)).toEqual({ kind: 'value', value: 1 });
  peer.isHanging = true;
  expect(await connection.request(query, HURRIED_MS)).toMatchObject({ kind: 'silence' });
  const begun = performance.now();
  expect(await connection.request(query, HURRIED_MS)).toEqual({ kind: 'silence', reason: 'no answer' });
  expect(performance.now() - begun).toBeLessThan(HURRIED_MS / 2);
  // Whoever has time waits, and hears it.
  const patient = connection.request(query, SILENCE_TOLD_MS);
  peer.isHanging = false;
  expect(await patient).toEqual({ kind: 'value', value: 1 });
  expect(await connection.request(query, HURRIED_MS)).toEqual({ kind: 'value', value: 1 });
});
