import { expect, test } from 'vitest';
import { DiskWatch, type DiskFill } from './disk-watch.ts';

const DATABASES = [
  { name: 'DATA', directory: '/one/data' },
  { name: 'OTHER', directory: '/one/other' },
  { name: 'USER', directory: '/two/user' },
];

test('from 95 percent on a disk is told of once, with its databases, and again only after it had room', async () => {
  const log: string[] = [];
  const shares = { one: 0.5, two: 0.1 };
  const fillOf = async (directory: string): Promise<DiskFill> =>
    directory.startsWith('/one') ? { device: 1, share: shares.one, freeBytes: 1000 } : { device: 2, share: shares.two, freeBytes: 9000 };
  const watch = new DiskWatch((severity, text) => log.push(`${severity} ${text}`), fillOf);
  for (const share of [0.9499, 0.95, 0.999, 0.94, 0.96, 0.92, 0.951]) {
    shares.one = share;
    await watch.look(DATABASES);
  }
  expect(log).toEqual([
    '1 The disk of database DATA, OTHER is 95 percent full, 1000 bytes are free: when it is full they become read-only',
    '0 The disk of database DATA, OTHER has room again: it is 92 percent full',
    '1 The disk of database DATA, OTHER is 95 percent full, 1000 bytes are free: when it is full they become read-only',
  ]);
});

test('the real disk tells, and one that is not there does not', async () => {
  const log: string[] = [];
  await new DiskWatch((_, text) => log.push(text)).look([{ name: 'GONE', directory: '/no/such/folder' }]);
  expect(log).toEqual([]);
});
