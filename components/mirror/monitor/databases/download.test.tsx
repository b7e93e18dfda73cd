import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import type { Monitor } from './database-actions.tsx';
import { MissingDatabases } from './missing-databases.tsx';
import { VersionNote } from '../members/version-note.tsx';

afterEach(cleanup);

const catalogue = (downloads: boolean) => ({
  mirrorName: 'APRIL',
  isPrimary: false,
  downloads,
  databases: [{ name: 'OLD', directory: '/other/mgr/old', createdAsMirrored: false, isHere: false }],
});
const openMissing = (downloads: boolean, answer: Outcome<unknown>) =>
  openPage(
    <MissingDatabases isPrimary={false} target={TARGET} names={[':mirror:APRIL:OLD']} />,
    { summary, 'mirror-catalogue': catalogue(downloads) },
    () => answer,
  );

test('on an older version the report leads to the ways of bringing a copy', async () => {
  openMissing(false, accepted(null));
  expect((await screen.findByRole('link', { name: 'How to bring a copy of OLD here' })).getAttribute('href')).toBe(
    '/servera/iris/databases/copy?name=OLD',
  );
  expect(screen.queryByRole('button', { name: 'Download OLD' })).toBeNull();
});

test('on a newer one the report offers to download it, or to create it where one likes, and a refusal stays in the dialog', async () => {
  const { user, sent } = openMissing(true, refused('P402', [':mirror:APRIL:OLD', 'SERVERB/IRIS #2087']));
  expect((await screen.findByRole('link', { name: 'Create OLD here' })).getAttribute('href')).toBe(
    '/servera/iris/databases/new?mirrored=OLD',
  );
  await user.click(screen.getByRole('button', { name: 'Download OLD' }));
  const dialog = screen.getByRole('dialog', { name: 'Download OLD' });
  await user.click(within(dialog).getByRole('button', { name: 'Download' }));
  expect(sent).toEqual([{ kind: 'download-databases', databases: ['OLD'], inBackground: true }]);
  await waitFor(() => expect(screen.getByRole('dialog').textContent).toContain('ERROR #P402'));
});

const monitor = (primary: 'a' | 'b', version: string, otherVersion: string | null): Monitor =>
  ({
    version,
    otherVersion,
    thisMember: { guid: 'a', name: 'SERVERA/IRIS' },
    otherMember: { guid: 'b', name: 'SERVERB/IRIS' },
    members: [
      { guid: 'a', status: primary === 'a' ? 'primary' : 'backup' },
      { guid: 'b', status: primary === 'b' ? 'primary' : 'backup' },
    ],
  }) as Partial<Record<keyof Monitor, unknown>> as Monitor;
const noteOf = (shown: Monitor) => {
  openPage(<VersionNote monitor={shown} />, { summary }, () => accepted(null));
  const text = screen.queryByRole('status')?.textContent ?? '';
  cleanup();
  return text;
};

test('different versions of the failover members are told, and that the older one must not lead once the newer one does', () => {
  expect(noteOf(monitor('a', '2022.1', '2022.1'))).toBe('');
  expect(noteOf(monitor('a', '2022.1', null))).toBe('');
  const upgrading = noteOf(monitor('a', '2022.1', '2026.1'));
  expect(upgrading).toContain('SERVERA/IRIS 2022.1, SERVERB/IRIS 2026.1');
  expect(upgrading).not.toContain('must not become primary');
  expect(noteOf(monitor('b', '2022.1', '2026.1'))).toContain('SERVERA/IRIS must not become primary again');
  expect(noteOf(monitor('a', '2026.1', '2022.1'))).toContain('SERVERB/IRIS must not become primary again');
});
