import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { BackupRunView } from '@/lib/contract/backups.ts';
import { accepted } from '@/lib/contract/errors.ts';
import { TARGET } from '../portal/test-portal.tsx';
import { openWith } from './backup-test-portal.tsx';
import { DeleteRunDialog } from './delete-run-dialog.tsx';

afterEach(cleanup);

const run: BackupRunView = {
  id: 7,
  task: 'FullDBList',
  startedAt: '2026-03-01T12:00:00.000Z',
  endedAt: null,
  status: 'completed',
  file: '/b/full.cbk',
  logFile: '/b/full.log',
  databases: ['DEMO'],
  journalFiles: [],
  reason: null,
};

test.each([
  ['no other needs it', [], false],
  ['others need it, and that is agreed to', ['incremental.cbk'], true],
])('%s', async (_label, neededBy, isAgreed) => {
  const onClose = vi.fn();
  const { user, sent } = openWith(<DeleteRunDialog target={TARGET} run={run} neededBy={neededBy} onClose={onClose} />, [], () =>
    accepted(null),
  );
  expect(screen.getByRole('dialog').textContent).toContain('/b/full.cbk');
  if (isAgreed) await user.click(screen.getByRole('checkbox', { name: /incremental\.cbk/ }));
  else expect(screen.queryByRole('checkbox')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  expect(sent).toEqual([{ kind: 'delete-backup-run', runId: 7, confirmed: isAgreed }]);
  expect(onClose).toHaveBeenCalled();
});
