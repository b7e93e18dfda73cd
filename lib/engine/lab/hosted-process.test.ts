import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instanceExitCodes } from '../../contract/process-end.ts';
import { HostedProcess } from './hosted-process.ts';
import { ProcessRegistry } from './process-registry.ts';

/** So long nothing is heard: a process that runs answers within a few. */
const SILENCE_MS = 200;

const POLITE = `
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => process.send({ echo: message, contract: JSON.parse(process.env.MIRROR_PORTAL_PROCESS) }));
process.send({ kind: 'ready' });
setInterval(() => {}, 1000);`;
const BROKEN = `console.error('no disk'); process.exit(4);`;
/** Survives its starter, as a frozen process does. */
const STUBBORN = `process.send({ kind: 'ready' }); setInterval(() => {}, 1000);`;

let directory: string;
let registry: ProcessRegistry;
let hosted: HostedProcess;
let messages: unknown[];
const make = (source: string) => {
  const program = path.join(directory, 'program.mjs');
  fs.writeFileSync(program, source);
  messages = [];
  hosted = new HostedProcess({
    name: 'servera/IRIS',
    program,
    contract: { host: 'servera' },
    logFile: path.join(directory, 'logs', 'a.log'),
    registry,
    onMessage: (message) => messages.push(message),
  });
  return hosted;
};
const isAlive = (processId: number) => {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
};

const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'hosted-'));
  registry = new ProcessRegistry(path.join(directory, 'processes.json'), (line) => said.push(line));
});
afterEach(async () => {
  await hosted.kill();
  fs.rmSync(directory, { recursive: true });
});

test('it starts, talks, and stops in order', async () => {
  await make(POLITE).start();
  expect(hosted.state).toBe('running');
  hosted.send({ kind: 'hello' });
  await expect.poll(() => messages).toEqual([{ echo: { kind: 'hello' }, contract: { host: 'servera' } }]);
  await hosted.stop();
  expect([hosted.state, hosted.processId, hosted.lastExit]).toEqual(['down', null, { kind: 'stopped' }]);
});

test('it can be started again, and not twice', async () => {
  await make(POLITE).start();
  await expect(hosted.start()).rejects.toThrow('servera/IRIS is running');
  await hosted.stop();
  await hosted.start();
  expect(hosted.state).toBe('running');
});

test('a program that ends before it is ready says why, and where to read more', async () => {
  await expect(make(BROKEN).start()).rejects.toThrow(/ended before it was ready \(ended with code 4\); see .*a\.log/);
  expect(fs.readFileSync(path.join(directory, 'logs', 'a.log'), 'utf8')).toContain('no disk');
});

test('a program that says why it cannot start is quoted', async () => {
  await expect(
    make(`process.send({ kind: 'cannot-start', reason: 'the directory is in use' }, () => process.exit(1));`).start(),
  ).rejects.toThrow('servera/IRIS ended before it was ready (the directory is in use)');
  expect(hosted.lastExit).toEqual({ kind: 'cannot-start', reason: 'the directory is in use' });
});

test('how it ended is told by who ended it: the lab, its power, somebody else, itself', async () => {
  await make(POLITE).start();
  await hosted.kill();
  expect([hosted.state, hosted.lastExit]).toEqual(['down', { kind: 'killed' }]);
  await hosted.start();
  expect(hosted.lastExit).toBeNull();
  await hosted.kill({ kind: 'power-lost' });
  await hosted.kill(); // There is nothing left to kill.
  expect(hosted.lastExit).toEqual({ kind: 'power-lost' });
});

test.each([
  [0, { kind: 'stopped' }],
  [instanceExitCodes.handedOver, { kind: 'handed-over' }],
  [instanceExitCodes.steppedDown, { kind: 'stepped-down' }],
  [instanceExitCodes.failed, { kind: 'failed' }],
  [1, { kind: 'exited', code: 1 }],
])('a process that ends by itself with code %i', async (code, end) => {
  await make(`process.send({ kind: 'ready' }); setTimeout(() => process.exit(${code}), 50);`).start();
  await expect.poll(() => hosted.lastExit).toEqual(end);
});

test('a process that dies by itself is noticed', async () => {
  await make(POLITE).start();
  process.kill(hosted.processId ?? 0, 'SIGKILL');
  await expect.poll(() => hosted.lastExit).toEqual({ kind: 'forced-down' });
});

test('a frozen process answers only when it is thawed, and can be stopped while frozen', async () => {
  await make(POLITE).start();
  hosted.pause();
  hosted.send({ kind: 'hello' });
  await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
  expect([hosted.state, messages]).toEqual(['paused', []]);
  hosted.resume();
  await expect.poll(() => messages).toHaveLength(1);
  hosted.pause();
  await hosted.stop();
  expect(hosted.state).toBe('down');
});

test('what an earlier run left alive is ended at the next start, and nothing else', async () => {
  await make(STUBBORN).start();
  const processId = hosted.processId ?? 0;
  const file = path.join(directory, 'processes.json');
  // A stranger with an id that we once had: another start time.
  const known = [...(JSON.parse(fs.readFileSync(file, 'utf8')) as object[]), { processId: process.pid, startedAt: '1' }];
  fs.writeFileSync(file, JSON.stringify(known));
  expect(await new ProcessRegistry(file, () => undefined).endLeftovers()).toEqual([processId]);
  // Killed is not yet buried: this process is its parent.
  await expect.poll(() => isAlive(processId)).toBe(false);
  expect(isAlive(process.pid)).toBe(true);
  expect(await new ProcessRegistry(file, () => undefined).endLeftovers()).toEqual([]);
});

test('a disk that refuses the list of the started processes ends nobody; it is written with the next change', async () => {
  const file = path.join(directory, 'processes.json');
  fs.mkdirSync(`${file}.new`);
  await make(STUBBORN).start();
  expect(said).toEqual([expect.stringMatching(/^the list of the started processes could not be written: EISDIR/)]);
  expect(fs.existsSync(file)).toBe(false);
  fs.rmdirSync(`${file}.new`);
  await hosted.kill();
  expect([said.length, JSON.parse(fs.readFileSync(file, 'utf8'))]).toEqual([1, []]);
});
