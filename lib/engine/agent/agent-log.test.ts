import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { openAgentLog } from './agent-log.ts';

const MEGABYTE = 1024 * 1024;
let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'agent-log-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true }));
const open = () => openAgentLog({ directory, host: 'servera', clock: systemClock });
const sizeOf = (name: string) => fs.statSync(path.join(directory, name)).size;

test('a line is one line, whatever its text', () => {
  open()('Starting\nForged: line');
  expect(fs.readFileSync(path.join(directory, 'agent.log'), 'utf8')).toMatch(
    /^\w{3} [ \d]\d \d\d:\d\d:\d\d servera ISCAgent\[\d+\]: Starting Forged: line\n$/,
  );
});

test('beyond 5 MB it is set aside, also what an earlier agent wrote, and the older one goes', () => {
  fs.writeFileSync(path.join(directory, 'agent.log'), Buffer.alloc(5 * MEGABYTE));
  const log = open();
  log('first');
  expect(sizeOf('agent.log.old')).toBe(5 * MEGABYTE);
  expect(fs.readFileSync(path.join(directory, 'agent.log'), 'utf8')).toMatch(/: first\n$/);
  for (let line = 0; line < 12; line++) log('x'.repeat(MEGABYTE));
  expect(sizeOf('agent.log')).toBeLessThanOrEqual(6 * MEGABYTE);
  expect(sizeOf('agent.log.old')).toBeLessThanOrEqual(6 * MEGABYTE);
  expect(fs.readdirSync(directory).sort()).toEqual(['agent.log', 'agent.log.old']);
});
