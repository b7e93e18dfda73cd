import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clock, systemClock } from '../ports/clock.ts';
import { formatLogLine, MessagesLog, parseLogLine, severities } from './messages-log.ts';

const at = new Date(2026, 3, 1, 9, 5, 7, 42);
const clock: Clock = { ...systemClock, nowMs: () => 0, wallTime: () => at };
const message = { severity: severities.warning, event: 'Generic.Event', text: 'Becoming primary mirror server' };

let directory: string;
const open = () => MessagesLog.open({ directory, clock, processId: 4711 });
const content = () => fs.readFileSync(path.join(directory, 'mgr/messages.log'), 'utf8');
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'messages-log-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

test("a line has the product's form, and is understood again", () => {
  const line = formatLogLine({ ...message, at, pid: 4711 });
  expect(line).toBe('04/01/26-09:05:07:042 (4711) 1 [Generic.Event] Becoming primary mirror server');
  expect(parseLogLine(line)).toEqual({ ...message, at: at.toISOString(), pid: 4711 });
});

test.each([
  ['a line break in the text', 'one\r\n  two', 'one two'],
  ['brackets in the text', 'Database.MountedRW] (SFN 5) [x]', 'Database.MountedRW] (SFN 5) [x]'],
  ['Chinese', '成为主镜像服务器', '成为主镜像服务器'],
  ['an empty text', '', ''],
])('%s survives as one line', (_, text, read) => {
  expect(parseLogLine(formatLogLine({ ...message, text, at, pid: 1 }))?.text).toBe(read);
});

test.each(['', 'hello', '04/01/26-09:05:07 (1) 1 [A.B] x', '04/01/26-09:05:07:042 (1) 4 [A.B] x'])(
  'another form is no log line: %j',
  (line) => expect(parseLogLine(line)).toBeNull(),
);

test('what is appended is seen at once, and in the file in order after a flush', async () => {
  const log = open();
  for (const number of [1, 2, 3]) log.append({ ...message, text: `line ${number}` });
  expect(log.tail(2)).toMatchObject({ lines: [{ text: 'line 2' }, { text: 'line 3' }], truncated: true });
  await log.flush();
  log.append({ ...message, text: 'line 4' });
  await log.flush();
  expect(content().match(/line \d/g)).toEqual(['line 1', 'line 2', 'line 3', 'line 4']);
});

test('the last words of a process are in the file at once, after what was waiting', () => {
  const log = open();
  log.append({ ...message, text: 'line 1' });
  log.appendNow({ ...message, severity: severities.fatal, text: 'line 2' });
  expect(content().match(/line \d/g)).toEqual(['line 1', 'line 2']);
});

test('the next process reads the end of the log; a line cut by a crash does not swallow the next', async () => {
  const first = open();
  first.append(message);
  await first.flush();
  fs.appendFileSync(first.path, '04/01/26-09:05:0');
  const second = open();
  expect(second.tail(10)).toMatchObject({ lines: [{ text: message.text }], truncated: false });
  second.append({ ...message, text: 'after the crash' });
  await second.flush();
  expect(
    open()
      .tail(10)
      .lines.map((line) => line.text),
  ).toEqual([message.text, 'after the crash']);
});

test('of a large log only the last megabyte is read, and it says so', () => {
  fs.mkdirSync(path.join(directory, 'mgr'));
  const line = `${formatLogLine({ ...message, text: 'x'.repeat(400), at, pid: 1 })}\n`;
  fs.writeFileSync(path.join(directory, 'mgr/messages.log'), line.repeat(4000));
  const { lines, truncated } = open().tail(5000);
  expect(truncated).toBe(true);
  expect(lines.length).toBe(Math.floor((1024 * 1024) / line.length));
});

test('a log that has grown large is set aside', async () => {
  fs.mkdirSync(path.join(directory, 'mgr'));
  fs.writeFileSync(path.join(directory, 'mgr/messages.log'), 'x'.repeat(5 * 1024 * 1024));
  const log = open();
  log.append(message);
  await log.flush();
  expect(fs.readdirSync(path.join(directory, 'mgr')).sort()).toEqual(['messages.log', 'messages.old_20260401']);
  expect(content()).toBe(`${formatLogLine({ ...message, at, pid: 4711 })}\n`);
});

test('lines that the disk refused are counted, and the log says so when it can write again', async () => {
  const log = open();
  fs.rmSync(log.path);
  fs.mkdirSync(log.path); // A directory in the way: every append fails.
  log.append(message);
  await log.flush();
  log.append(message);
  await log.flush();
  fs.rmdirSync(log.path);
  log.append({ ...message, text: 'writes again' });
  await log.flush();
  expect(content()).toMatch(/2 lines of this log could not be written\n.*writes again\n$/);
});
