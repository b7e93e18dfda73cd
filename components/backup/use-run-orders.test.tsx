import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { BackupRunView } from '@/lib/contract/backups.ts';
import { accepted } from '@/lib/contract/errors.ts';
import { TARGET } from '../portal/test-portal.tsx';
import { openWith } from './backup-test-portal.tsx';
import { useRunOrders } from './use-run-orders.tsx';

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

function Row({ neededBy }: { neededBy: readonly string[] }) {
  const { askAbort, askDelete, question } = useRunOrders(TARGET);
  return (
    <>
      <button type="button" onClick={() => askDelete(run, neededBy)}>
        Ask to delete
      </button>
      <button type="button" onClick={() => askAbort(run)}>
        Ask to abort
      </button>
      {question}
    </>
  );
}

test.each([
  ['no other needs it', [], false],
  ['others need it, and that is agreed to', ['incremental.cbk'], true],
])('a run leaves the history when %s', async (_label, neededBy, isAgreed) => {
  const { user, sent } = openWith(<Row neededBy={neededBy} />, [], () => accepted(null));
  await user.click(screen.getByRole('button', { name: 'Ask to delete' }));
  expect(screen.getByRole('dialog').textContent).toContain('/b/full.cbk');
  if (isAgreed) await user.click(screen.getByRole('checkbox', { name: /incremental\.cbk/ }));
  else expect(screen.queryByRole('checkbox')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  expect(sent).toEqual([{ kind: 'delete-backup-run', runId: 7, confirmed: isAgreed }]);
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('a run is aborted when that was confirmed', async () => {
  const { user, sent } = openWith(<Row neededBy={[]} />, [], () => accepted(null));
  await user.click(screen.getByRole('button', { name: 'Ask to abort' }));
  expect(sent).toEqual([]);
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: /^Abort/ }));
  expect(sent).toEqual([{ kind: 'abort-backup', runId: 7 }]);
});
