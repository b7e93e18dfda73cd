import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { LINE_BYTES_MAX } from '../../machine/json-lines.ts';
import { ControlClient } from './control-client.ts';
import { ControlServer } from './control-server.ts';

/** So long nobody asks: two looks at what is watched, and more. */
const SILENCE_MS = 600;

const queries = {
  count: { input: z.object({ times: z.int().min(1) }), output: z.object({ count: z.number() }) },
  text: { input: z.object({ length: z.int() }), output: z.string() },
  slow: { input: z.object({}), output: z.number() },
};
const commands = { raise: z.object({ by: z.int() }), fail: z.object({}) };

let directory: string;
let count: number;
let asked: number;
let failures: string[];
/** Of each question `slow` that waits, what answers it. */
let slowAnswers: ((value: number) => void)[];
let mayCommand: Outcome<null>;
let server: ControlServer<typeof queries, typeof commands>;
let client: ControlClient;

beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'control-'));
  [count, asked, failures, slowAnswers, mayCommand] = [1, 0, [], [], accepted(null)];
  const socket = path.join(directory, 'c.sock');
  fs.writeFileSync(socket, 'left over');
  server = new ControlServer({
    path: socket,
    queries,
    commands,
    answers: {
      count: ({ times }) => {
        asked += 1;
        return accepted({ count: count * times });
      },
      text: ({ length }) => accepted('x'.repeat(length)),
      slow: () => new Promise((resolve) => slowAnswers.push((value) => resolve(accepted(value)))),
    },
    actions: {
      raise: ({ by }) => {
        if (by < 0) return refused('P103', ['down'], 'by');
        count += by;
        return accepted(undefined);
      },
      fail: () => {
        throw new Error('disk on fire');
      },
    },
    onFailure: (what) => failures.push(what),
    mayCommand: () => mayCommand,
  });
  await server.listen();
  client = await ControlClient.connect(socket);
});
afterEach(async () => {
  vi.restoreAllMocks();
  client.close();
  await server.close();
  fs.rmSync(directory, { recursive: true });
});

test('answers queries and carries out commands', async () => {
  expect(await client.query('count', { times: 3 })).toEqual({ ok: true, value: { count: 3 } });
  expect(await client.command({ kind: 'raise', by: 4 })).toEqual({ ok: true, value: null });
  expect(await client.query('count', { times: 1 })).toEqual({ ok: true, value: { count: 5 } });
});

test('as long as no command may be carried out, each is refused and nothing changes; queries are answered', async () => {
  mayCommand = refused('P585');
  expect(await client.command({ kind: 'raise', by: 4 })).toEqual({ ok: false, refusal: { code: 'P585', args: [] } });
  expect(await client.query('count', { times: 1 })).toEqual({ ok: true, value: { count: 1 } });
  mayCommand = accepted(null);
  expect(await client.command({ kind: 'raise', by: 4 })).toEqual({ ok: true, value: null });
});

test('a refusal travels with its code, insertions and field', async () => {
  expect(await client.command({ kind: 'raise', by: -1 })).toEqual({ ok: false, refusal: { code: 'P103', args: ['down'], field: 'by' } });
});

test.each([
  ['an unknown query', () => client.query('weather'), { code: 'P104', args: ['query', 'weather'] }],
  ['an unknown command', () => client.command({ kind: 'toString' }), { code: 'P104', args: ['command', 'toString'] }],
  ['a wrong input', () => client.query('count', { times: 0 }), { code: 'P101', field: 'times' }],
  ['a missing field', () => client.command({ kind: 'raise' }), { code: 'P101', field: 'by' }],
  ['a handler that throws', () => client.command({ kind: 'fail' }), { code: 'P621', args: ['fail', 'disk on fire'] }],
])('%s is refused', async (_, ask: () => Promise<Outcome<unknown>>, refusal) => {
  expect(await ask()).toMatchObject({ ok: false, refusal });
});

test('a handler that throws is reported', async () => {
  await client.command({ kind: 'fail' });
  expect(failures).toEqual(['command fail']);
});

test('a watch is told now, and again only when the answer has changed', async () => {
  const heard: unknown[] = [];
  client.watch('count', { times: 2 }, (outcome) => heard.push(outcome.ok && outcome.value));
  await expect.poll(() => heard).toEqual([{ count: 2 }]);
  const before = asked;
  await expect.poll(() => asked).toBeGreaterThan(before + 1);
  expect(heard).toEqual([{ count: 2 }]);
  await client.command({ kind: 'raise', by: 1 });
  await expect.poll(() => heard).toEqual([{ count: 2 }, { count: 4 }]);
});

const lookAtNothingByItself = () => vi.spyOn(globalThis, 'setInterval').mockImplementation(() => setTimeout(() => {}, 0));

test('a watch is told at once of what a command has changed, and of what the server is told', async () => {
  lookAtNothingByItself();
  const heard: unknown[] = [];
  client.watch('count', { times: 1 }, (outcome) => heard.push(outcome.ok && outcome.value));
  await expect.poll(() => heard).toEqual([{ count: 1 }]);
  await client.command({ kind: 'raise', by: 1 });
  await expect.poll(() => heard).toEqual([{ count: 1 }, { count: 2 }]);
  count = 9;
  server.nudge();
  await expect.poll(() => heard).toEqual([{ count: 1 }, { count: 2 }, { count: 9 }]);
});

test('an answer that is slow holds up no other; what changed meanwhile is asked again', async () => {
  lookAtNothingByItself();
  const heard: unknown[] = [];
  const hear = (outcome: Outcome<unknown>) => heard.push(outcome.ok && outcome.value);
  client.watch('slow', {}, hear);
  await expect.poll(() => slowAnswers).toHaveLength(1);
  client.watch('count', { times: 1 }, hear);
  await expect.poll(() => heard).toEqual([{ count: 1 }]);
  await client.command({ kind: 'raise', by: 1 });
  await expect.poll(() => heard).toEqual([{ count: 1 }, { count: 2 }]);
  expect(slowAnswers).toHaveLength(1);
  slowAnswers[0]?.(5);
  await expect.poll(() => slowAnswers).toHaveLength(2);
  slowAnswers[1]?.(6);
  await expect.poll(() => heard).toEqual([{ count: 1 }, { count: 2 }, 5, 6]);
  expect(slowAnswers).toHaveLength(2);
});

test('nobody is asked any more when the watcher has gone', async () => {
  client.watch('count', { times: 2 }, () => {});
  await expect.poll(() => asked).toBeGreaterThan(0);
  client.close();
  await client.closed;
  await expect.poll(() => asked).toBeGreaterThan(0);
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
  expect(asked - before).toBeLessThanOrEqual(1);
});

test('a connection that talks nonsense is closed, the others live on', async () => {
  const stranger = net.connect({ path: path.join(directory, 'c.sock') });
  const closed = new Promise((resolve) => stranger.on('close', resolve));
  stranger.on('error', () => {}).write('GET / HTTP/1.1\n\n');
  await closed;
  expect(failures).toHaveLength(1);
  expect(await client.query('count', { times: 1 })).toMatchObject({ ok: true });
});

test('an answer too long to be taken is refused, and the connection goes on', async () => {
  const { ok, ...refused } = await client.query('text', { length: LINE_BYTES_MAX });
  expect(ok).toBe(false);
  expect(refused).toMatchObject({ refusal: { code: 'P623', args: [expect.any(String), String(LINE_BYTES_MAX)] } });
  const heard: Outcome<unknown>[] = [];
  client.watch('text', { length: LINE_BYTES_MAX }, (outcome) => heard.push(outcome));
  await expect.poll(() => heard).toMatchObject([{ ok: false, refusal: { code: 'P623' } }]);
  expect(await client.query('text', { length: 3 })).toEqual({ ok: true, value: 'xxx' });
});

test.each([
  ['nonsense', '{"id":1,\n'],
  ['another protocol', '{"id":1,"jsonrpc":"2.0"}\n'],
  ['a line without an end', 'x'.repeat(LINE_BYTES_MAX + 1)],
])('a server that says %s is left, and whoever asked hears of it', async (_what, said) => {
  const socketPath = path.join(directory, 'stranger.sock');
  const stranger = net.createServer((socket) => void socket.on('error', () => {}).once('data', () => socket.write(said)));
  await new Promise<void>((resolve) => stranger.listen(socketPath, resolve));
  const asking = await ControlClient.connect(socketPath);
  await expect(asking.query('count', { times: 1 })).rejects.toThrow('not the protocol');
  await asking.closed;
  await new Promise((resolve) => stranger.close(resolve));
});

test('questions in flight fail when the server goes', async () => {
  const asking = client.query('count', { times: 1 });
  await server.close();
  await asking.catch((error) => expect(error.message).toMatch(/closed/));
  await expect(client.query('count', { times: 1 })).rejects.toThrow(/closed/);
});
