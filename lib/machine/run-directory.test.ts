import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { assertOwn, makePrivate, makeRunDirectory, runDirectoryOf } from './run-directory.ts';

let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'run-')));
  vi.stubEnv('XDG_RUNTIME_DIR', '');
  vi.stubEnv('HOME', path.join(folder, 'nobody'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(folder, { recursive: true });
});
const modeOf = (file: string) => fs.statSync(file).mode & 0o777;
const isRoot = process.getuid?.() === 0;

test('the same data folder has the same one, whatever it is called; another one has another', () => {
  const data = path.join(folder, 'data');
  const before = runDirectoryOf(data);
  fs.mkdirSync(data);
  fs.symlinkSync(data, path.join(folder, 'link'));
  expect(runDirectoryOf(data)).toBe(before);
  expect(runDirectoryOf(path.join(folder, 'link'))).toBe(before);
  expect(runDirectoryOf(path.join(folder, 'other'))).not.toBe(before);
});

test('it lies where only this user writes: XDG_RUNTIME_DIR, the home folder, the temporary folder', () => {
  expect(path.dirname(runDirectoryOf('data'))).toBe(folder);
  const home = path.join(folder, 'home');
  fs.mkdirSync(home, { mode: 0o755 });
  vi.stubEnv('HOME', home);
  expect(path.dirname(runDirectoryOf('data'))).toBe(path.join(home, '.cache'));
  const runtime = path.join(folder, 'runtime');
  fs.mkdirSync(runtime, { mode: 0o700 });
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  expect(path.dirname(runDirectoryOf('data'))).toBe(runtime);
  fs.chmodSync(runtime, 0o777); // Anybody may write there.
  expect(path.dirname(runDirectoryOf('data'))).toBe(path.join(home, '.cache'));
  fs.chmodSync(home, 0o777);
  expect(path.dirname(runDirectoryOf('data'))).toBe(folder);
});

test('one whose name leaves no room for sockets is passed over, and the last one is refused', () => {
  const home = path.join(folder, 'h'.repeat(80));
  fs.mkdirSync(home);
  vi.stubEnv('HOME', home);
  expect(path.dirname(runDirectoryOf('data'))).toBe(folder);
  expect(() => makeRunDirectory(path.join(home, 'mirror-portal-00000000'))).toThrow('too long a name for sockets');
});

test('it is made for this user alone, and a looser one of his own is closed', () => {
  const run = path.join(folder, 'run');
  makeRunDirectory(run);
  expect(modeOf(run)).toBe(0o700);
  fs.chmodSync(run, 0o755);
  makeRunDirectory(run);
  expect(modeOf(run)).toBe(0o700);
});

test('a link, a file, a folder that others may write and one of another user are refused', () => {
  const run = path.join(folder, 'run');
  expect(() => assertOwn(run)).not.toThrow();
  fs.mkdirSync(path.join(folder, 'elsewhere'));
  fs.symlinkSync(path.join(folder, 'elsewhere'), run);
  expect(() => makeRunDirectory(run)).toThrow('must be a folder of this user alone');
  fs.rmSync(run);
  fs.writeFileSync(run, '');
  expect(() => assertOwn(run)).toThrow('must be a folder of this user alone');
  fs.rmSync(run);
  fs.mkdirSync(run);
  fs.chmodSync(run, 0o777);
  expect(() => makeRunDirectory(run)).toThrow('must be a folder of this user alone');
  if (!isRoot) return;
  fs.chmodSync(run, 0o700);
  fs.chownSync(run, 65_534, 65_534);
  expect(() => makeRunDirectory(run)).toThrow('must be a folder of this user alone');
});

test('what others could read is closed, and links are left alone', () => {
  const outside = path.join(folder, 'outside');
  fs.writeFileSync(outside, '', { mode: 0o644 });
  const inner = path.join(folder, 'data', 'inner');
  fs.mkdirSync(inner, { recursive: true, mode: 0o755 });
  fs.writeFileSync(path.join(inner, 'IRIS.DAT'), '', { mode: 0o644 });
  fs.symlinkSync(outside, path.join(inner, 'link'));
  makePrivate(path.join(folder, 'data'));
  expect([path.join(folder, 'data'), inner, path.join(inner, 'IRIS.DAT'), outside].map(modeOf)).toEqual([0o700, 0o700, 0o600, 0o644]);
});
