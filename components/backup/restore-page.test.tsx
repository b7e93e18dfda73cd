import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import { summary, TARGET } from '../portal/test-portal.tsx';
import { openWith, plan, volume } from './backup-test-portal.tsx';
import type { RestorePlan } from './restore-draft.ts';
import { RestorePage } from './restore-page.tsx';

const push = vi.hoisted(() => vi.fn());
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));

afterEach(() => {
  cleanup();
  push.mockReset();
});

const order = { files: [volume.file], limitToMirrored: true, selected: [{ source: '/a/demo', target: '' }] };
const own = (query: string, value: unknown, input: Record<string, unknown> = {}) => ({ watch: { target: TARGET, query, input }, value });

/** The question of Next is answered at once; the plan of what is chosen then comes live. */
function open({
  asked = plan,
  restore = () => accepted({ runId: 7 }),
}: {
  asked?: RestorePlan;
  restore?: (command: { kind: string }) => Outcome<unknown>;
} = {}) {
  const seeds = [
    own('summary', summary),
    own('backup-volume', volume, { file: volume.file }),
    own('backup-coverage', { purgeAfterDays: 2, purgeAfterBackups: 2, runs: [] }),
    own('restore-plan', asked, order),
    own('databases', { mirrorName: 'APRIL', databases: [], addToMirror: null, defaultParentDirectory: '/b' }),
  ];
  const opened = openWith(<RestorePage target={TARGET} file={volume.file} />, seeds, restore);
  const answerCommand = globalThis.fetch;
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) =>
    url.includes('/query/restore-plan') ? Response.json(accepted(asked)) : answerCommand(url, init),
  );
  return opened;
}
const button = (name: string) => screen.getByRole('button', { name });
const toDatabases = async (user: ReturnType<typeof open>['user']) => {
  await user.click(button('Next'));
  await screen.findByRole('heading', { name: 'For each database in the backup' });
};

test('step 1 shows the label as ^DBREST prints it, and says that the other member made it', () => {
  open();
  const label = screen.getByRole('region', { name: 'Label of demo.cbk' });
  expect(label.textContent).toContain('Volume backup2026-03-01 12:00:00 Full');
  expect(label.textContent).toContain('Previous backup2026-02-28 09:11:00 Full');
  expect(label.textContent).toContain('Mirror nameAPRIL');
  expect(label.textContent).toContain('Failover MemberSERVERA/IRIS');
  expect(label.textContent).toContain('This backup was made on the other mirror member.');
});

test('step 2: its mirrored databases are chosen, the limit cannot be lifted, and old journals are warned of beforehand', async () => {
  const { user } = open();
  await toDatabases(user);
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Restore DEMO' }).checked).toBe(true);
  const limit = within(screen.getByRole('radiogroup', { name: 'Limit restore to mirrored databases?' }));
  expect(limit.getByRole<HTMLInputElement>('radio', { name: 'Yes' }).checked).toBe(true);
  expect(limit.getByRole<HTMLInputElement>('radio', { name: 'No' }).disabled).toBe(true);
  const journals = screen.getByRole('region', { name: 'Are the journals still there?' });
  expect(journals.textContent).toContain(`${TARGET} keeps its journals for 2 days, and this backup is 4 d 0 h old.`);
  expect(journals.textContent).toContain('Needed from: MIRROR-APRIL-20260301.003');
});

test('step 3: without the yes the engine refuses, the question is marked, and every answer stays; with it the restore begins and its run is shown', async () => {
  const { user, sent } = open({
    restore: (command) => ('confirmed' in command && command.confirmed ? accepted({ runId: 7 }) : refused('P178')),
  });
  await toDatabases(user);
  await user.click(button('Next'));
  const consent = screen.getByRole('checkbox', { name: 'The data in database DEMO in /b/demo will be lost' });
  await user.click(button('Yes, restore'));
  await screen.findByText(/ERROR #P178/);
  expect(consent.getAttribute('aria-invalid')).toBe('true');
  await user.click(consent);
  await user.click(button('Yes, restore'));
  await vi.waitFor(() => expect(push).toHaveBeenCalledWith('/servera/iris/backup/restore?run=7'));
  expect(sent).toEqual([
    { kind: 'restore-backup', ...order, confirmed: false, applyJournal: 'restored' },
    { kind: 'restore-backup', ...order, confirmed: true, applyJournal: 'restored' },
  ]);
});

test('a database that may not be restored says why at its row, and Next says it, too', async () => {
  const gone = { code: '2000' as const, args: ['3', 'DEMO', '/b/mgr/mirrorjrn-APRIL.log'] };
  const { user, sent } = open({
    asked: {
      ...plan,
      rows: [{ ...(plan.rows[0] as RestorePlan['rows'][number]), verdict: 'refuse', reason: gone, confirm: [] }],
      restore: gone,
    },
  });
  await toDatabases(user);
  const row = screen.getByRole('table', { name: 'For each database in the backup' });
  expect(row.textContent).toContain("Journal file #3 for database 'DEMO' not found in mirror journal log");
  expect(row.textContent, 'a reason is not an error').not.toContain('ERROR');
  expect(button('Next').getAttribute('aria-disabled')).toBe('true');
  await user.click(button('Next'));
  expect(screen.queryByText('Confirm Restore?')).toBeNull();
  expect(sent).toEqual([]);
});
