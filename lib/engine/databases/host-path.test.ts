import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AuthorityForTests } from '../link/certificates-for-tests.ts';
import { saveTls } from '../commands/mirror-set-up.ts';
import { pathOnHost } from './host-path.ts';
import type { Instance } from '../instance/instance.ts';

let folder: string;
let hostDirectory: string;
let directory: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'host-path-'));
  hostDirectory = path.join(folder, 'hosts', 'servera');
  directory = path.join(hostDirectory, 'instances', 'IRIS');
  fs.mkdirSync(path.join(directory, 'mgr', 'data'), { recursive: true });
  fs.mkdirSync(path.join(folder, 'hosts', 'serverb'), { recursive: true });
});
afterEach(() => fs.rmSync(folder, { recursive: true }));
const ask = (typed: string) => pathOnHost({ options: { directory, hostDirectory } }, typed, 'directory');
const nowhere = { ok: false, refusal: { code: 'P571', field: 'directory' } };

test('a relative path is below mgr, another one is whole, and what is to be made may be missing', () => {
  expect(ask(' data ')).toEqual({ ok: true, value: path.join(directory, 'mgr', 'data') });
  expect(ask('new/er')).toEqual({ ok: true, value: path.join(directory, 'mgr', 'new', 'er') });
  expect(ask(path.join(hostDirectory, 'disk2'))).toEqual({ ok: true, value: path.join(hostDirectory, 'disk2') });
});

test('what lies on another host, or outside of all, does not exist, whether it is there or not', () => {
  for (const typed of [
    path.join(folder, 'hosts', 'serverb'),
    '../../../../serverb/x',
    '../../../../servera-2',
    '/etc/passwd',
    '/none',
    hostDirectory,
    '/',
  ])
    expect(ask(typed), typed).toMatchObject(nowhere);
});

test('no link leads out, also not above what is missing', () => {
  fs.symlinkSync(path.join(folder, 'hosts', 'serverb'), path.join(directory, 'mgr', 'door'));
  fs.symlinkSync('/dev/zero', path.join(directory, 'mgr', 'zero.cer'));
  fs.symlinkSync(path.join(directory, 'mgr', 'data'), path.join(directory, 'mgr', 'within'));
  for (const typed of ['door', 'door/new/file', 'zero.cer']) expect(ask(typed), typed).toMatchObject(nowhere);
  expect(ask('within').ok).toBe(true);
});

test('a data folder that is reached through a link is the same host', () => {
  const link = `${folder}-link`;
  fs.symlinkSync(folder, link);
  try {
    expect(ask(path.join(link, 'hosts', 'servera', 'x')).ok).toBe(true);
  } finally {
    fs.rmSync(link);
  }
});

test('what is read of a TLS configuration, and written down, is the file that was judged: below mgr, wherever this process runs', async () => {
  const home = path.join(directory, 'mgr');
  const authority = await AuthorityForTests.create(home);
  const issued = {
    ...(await authority.issue('a', { subject: 'CN=servera' })),
    minimumProtocol: 'TLSv1.2',
    maximumProtocol: 'TLSv1.3',
  } as const;
  const saved: unknown[] = [];
  const instance = {
    options: { directory, hostDirectory },
    store: { getTls: async () => null, saveTls: async (_: string, files: unknown) => void saved.push(files) },
    clock: { wallTime: () => new Date() },
    mirrors: { members: () => [] },
    note: () => {},
  } as unknown as Instance;
  const relative = {
    ...issued,
    caFile: path.relative(home, issued.caFile),
    certificateFile: path.relative(home, issued.certificateFile),
    privateKeyFile: ` ${path.relative(home, issued.privateKeyFile)} `,
  };
  expect((await saveTls(instance, relative)).ok).toBe(true);
  expect(saved[0]).toMatchObject({ caFile: issued.caFile, certificateFile: issued.certificateFile, privateKeyFile: issued.privateKeyFile });
});
