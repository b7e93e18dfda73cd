import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { WizardPage } from './wizard-page.tsx';

const { push } = vi.hoisted(() => ({ push: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));

afterEach(cleanup);

const databases = { mirrorName: 'APRIL', databases: [], addToMirror: null, defaultParentDirectory: '/iris/mgr' };
const catalogue = {
  mirrorName: 'APRIL',
  isPrimary: false,
  downloads: false,
  databases: [{ name: 'OLD', directory: '/other/mgr/old', createdAsMirrored: false, isHere: false }],
};
const place = (file: { sizeBytes: number } | null, usedBy: string | null = null) => accepted({ directory: '/iris/mgr/demo', usedBy, file });

function openWizard(answers: Record<string, Outcome<unknown>>, mirrored = '') {
  return openPage(
    <WizardPage target={TARGET} mirrored={mirrored} />,
    { summary, databases, 'mirror-catalogue': catalogue },
    ({ kind }) => answers[kind] ?? refused('P106'),
  );
}
type User = ReturnType<typeof openWizard>['user'];
const next = (user: User) => user.click(screen.getByRole('button', { name: 'Next' }));
const finish = (user: User) => user.click(screen.getByRole('button', { name: 'Finish' }));
const name = () => screen.getByLabelText<HTMLInputElement>('Enter the name of your database');
const panel = (title: string) => screen.findByRole('region', { name: title });

test('four panels lead to one command with what was typed', async () => {
  const { user, sent } = openWizard({ 'database-place': place(null), 'create-database': accepted({ name: 'DEMO' }) });
  await user.type(name(), 'demo');
  await next(user);
  const details = await panel('Enter details about the database');
  expect(document.activeElement?.contains(details)).toBe(true);
  expect(document.activeElement).not.toBe(document.body);
  await user.clear(screen.getByLabelText('Maximum Size (MB)'));
  await user.type(screen.getByLabelText('Maximum Size (MB)'), '64');
  await next(user);
  await panel('Database resource');
  await user.click(screen.getByLabelText('Create a new resource'));
  await next(user);
  const shown = await panel('Summary');
  expect(within(shown).getByText('%DB_DEMO')).toBeTruthy();
  await finish(user);
  expect(sent).toEqual([
    {
      kind: 'create-database',
      name: 'DEMO',
      directory: '/iris/mgr/demo/',
      journal: true,
      maximumSizeMb: 64,
      resource: '%DB_DEMO',
      useExistingFile: false,
      mirrorDatabaseName: null,
    },
  ]);
  await waitFor(() => expect(push).toHaveBeenCalledWith('/servera/iris/databases'));
});

test('a file that lies there is asked about; going back changes nothing, using it says so in the command', async () => {
  const { user, sent } = openWizard({ 'database-place': place({ sizeBytes: 40_960 }), 'create-database': accepted({ name: 'DEMO' }) });
  await user.type(name(), 'demo');
  await next(user);
  await user.click(within(screen.getByRole('dialog', { name: 'There is a database file already' })).getByRole('button', { name: 'Back' }));
  expect(name().value).toBe('demo');
  await next(user);
  await user.click(screen.getByRole('button', { name: 'Use this file' }));
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Yes', checked: false }).disabled).toBe(true);
  await next(user);
  await next(user);
  await finish(user);
  expect(sent[0]).toMatchObject({ useExistingFile: true, mirrorDatabaseName: null });
});

test('the panel stands in the address: Back of the browser leads to the one before, with what was typed', async () => {
  const { user } = openWizard({ 'database-place': place(null) });
  await user.type(name(), 'demo');
  await next(user);
  await panel('Enter details about the database');
  expect(window.location.search).toBe('?step=2');
  window.history.replaceState(window.history.state, '', window.location.pathname);
  act(() => void window.dispatchEvent(new PopStateEvent('popstate')));
  expect(name().value).toBe('demo');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a wizard that is opened with a later panel in its address begins at the first one', () => {
  window.history.replaceState(null, '', '?mirror=APRIL&step=3');
  openWizard({});
  expect(name().value).toBe('');
  expect(window.location.search).toBe('?mirror=APRIL');
});

test('a directory of another database is refused at its field before the next panel', async () => {
  const { user } = openWizard({ 'database-place': place(null, 'USER') });
  await user.type(name(), 'demo');
  await next(user);
  expect(screen.getByLabelText('Database directory').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByRole('alert').textContent).toContain('ERROR #P109');
});

test('a database that needs a copy is warned about, and #2105 comes with what it means and the way out', async () => {
  const { user } = openWizard(
    { 'database-place': place(null), 'create-database': refused('2105', [':mirror:APRIL:OLD', 'SERVERB/IRIS'], 'mirrorDatabaseName') },
    'OLD',
  );
  expect(name().value).toBe('OLD');
  await next(user);
  const details = await panel('Enter details about the database');
  expect(within(details).getByRole('status').textContent).toContain('error #2105');
  await next(user);
  await next(user);
  await finish(user);
  expect(screen.getByRole('alert').textContent).toContain('ERROR #2105');
  expect(screen.getByText(/^A database that is created as mirrored starts empty/)).toBeTruthy();
  for (const link of screen.getAllByRole('link', { name: 'How to bring a copy of OLD here' }))
    expect(link.getAttribute('href')).toBe('/servera/iris/databases/copy?name=OLD');
});

test('an async in several mirrors says in which one the database is made', async () => {
  const mirror = {
    state: 'member',
    removedByOther: false,
    status: 'connected',
    journalTransfer: { kind: 'caught-up' },
    dejournaling: { kind: 'caught-up' },
    behindBytes: null,
    useTls: false,
    failoverMembers: [],
    databaseCount: 0,
    dejournalingStopped: false,
    dejournalFilter: null,
    self: { superserverAddress: 'a', superserverPort: 1972, mirrorPrivateAddress: 'a', agentAddress: 'a', agentPort: 2188 },
    actions: { stopMirror: null, startMirror: null, stopDejournaling: null, startDejournaling: null, leave: null },
  } as const;
  const mirrors = {
    memberName: 'A',
    memberKind: 'read-only-reporting',
    mirrors: ['APRIL', 'MAY'].map((mirrorName) => ({ ...mirror, failoverMembers: [], mirrorName })),
  } as const;
  const { user, sent } = openPage(
    <WizardPage target={TARGET} />,
    { summary, databases, 'mirror-catalogue': catalogue, 'async-mirrors': { ...mirrors, mirrors: [...mirrors.mirrors] } },
    ({ kind }) => (kind === 'database-place' ? place(null) : accepted({ name: 'DEMO' })),
  );
  await user.type(name(), 'demo');
  await next(user);
  await panel('Enter details about the database');
  expect(screen.queryByLabelText('Mirror')).toBeNull();
  await user.click(within(screen.getByRole('radiogroup', { name: /Mirrored/ })).getByLabelText('Yes'));
  await user.selectOptions(screen.getByLabelText('Mirror'), 'MAY');
  await next(user);
  await panel('Database resource');
  await next(user);
  await panel('Summary');
  await finish(user);
  expect(sent).toMatchObject([{ kind: 'create-database', mirrorDatabaseName: 'DEMO', mirrorName: 'MAY' }]);
});
