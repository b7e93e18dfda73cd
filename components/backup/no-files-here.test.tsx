import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { MemberStatus } from '@/lib/contract/member-status.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { NoFilesHere } from './no-files-here.tsx';

afterEach(cleanup);

const open = (status: MemberStatus | null) =>
  openPage(
    <NoFilesHere target={TARGET} folder="/mgr/Backup" />,
    { summary: { ...summary, mirror: status && { name: 'APRIL', memberName: 'SERVERA/IRIS', type: 'failover', status } } },
    () => accepted(null),
  );
const links = () => screen.queryAllByRole('link').map((link) => link.getAttribute('href'));

test.each<[string, MemberStatus | null, RegExp]>([
  ['the primary', 'primary', /Run a full backup on this member first\.$/],
  ['a primary in trouble', 'in-trouble', /Run a full backup on this member first\.$/],
  ['an instance in no mirror', null, /Run a backup here, or copy a backup file to this folder\.$/],
])('%s makes its backup itself', (_, status, sentence) => {
  open(status);
  expect(screen.getByText(sentence)).toBeTruthy();
  expect(links()).toEqual(['/servera/iris/backup/run/FullAllDatabases']);
});

test('the backup takes it from the primary, and is not sent to itself', () => {
  open('backup');
  expect(screen.getByText(/Run a full backup on the primary, then copy the file to this host\.$/)).toBeTruthy();
  expect(links()).toEqual([]);
});
