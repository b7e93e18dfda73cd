import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { ControlClient } from './control-client.ts';
import { ControlServer } from './control-server.ts';

/** So long nobody asks: two looks at what is watched, and more. */
const SILENCE_MS = 600;

const queries = { count: { input: z.object({ times: z.int().min(1) }), output: z.object({ count: z.number() }) } };
const commands = { raise: z.object({ by: z.int() }), fail: z.object({}) };

let directory: string;
let count: number;
let asked: number;
let failures: string[];
let mayCommand: Outcome<null>;
let server: ControlServer<typeof queries, typeof commands>;
let client: ControlClient;

beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'control-'));
  [count, asked, failures, mayCommand] = [1, 0, [], accepted(null)];
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

test('questions in flight fail when the server goes', async () => {
  const asking = client.query('count', { times: 1 });
  await server.close();
  await asking.catch((error) => expect(error.message).toMatch(/closed/));
  await expect(client.query('count', { times: 1 })).rejects.toThrow(/closed/);
});
