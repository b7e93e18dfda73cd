import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { SeveralDatabases } from './several-databases.tsx';
import type { Monitor, MirroredDatabase } from './database-actions.tsx';

afterEach(cleanup);

const no = { code: '2078' as const, args: [] };
const row = (name: string, actions: Partial<MirroredDatabase['actions']>): MirroredDatabase => ({
  name,
  localName: name,
  directory: `/mgr/${name.toLowerCase()}`,
  status: 'needs-catchup',
  nextRecord: null,
  actions: { mount: no, activate: no, catchUp: no, download: no, remove: null, ...actions },
});

/** Only what this footer looks at. */
function monitorWith(role: Monitor['role'], databases: MirroredDatabase[]): Monitor {
  const member = (guid: string, name: string) => ({ guid, name });
  return {
    mirrorName: 'APRIL',
    role,
    thisMember: member('a', 'SERVERA/IRIS'),
    members: [member('a', 'SERVERA/IRIS'), member('b', 'SERVERB/IRIS')],
    databases,
  } as Partial<Monitor> as Monitor;
}

function openFooter(monitor: Monitor) {
  const onBegun = vi.fn();
  return {
    onBegun,
    ...openPage(<SeveralDatabases target={TARGET} monitor={monitor} onBegun={onBegun} />, { summary }, () =>
      accepted({ taskId: 1, outcomes: [] }),
    ),
  };
}
const choice = () => screen.getByRole<HTMLSelectElement>('combobox');
const go = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Go' });

test('an action that applies to no database cannot be chosen, and Go waits for a choice: no dialog is ever empty', () => {
  openFooter(monitorWith('backup', [row('DEMO', { catchUp: null })]));
  expect([...choice().options].map(({ text, disabled }) => [text, disabled])).toEqual([
    ['--Select an action--', false],
    ['Mount (none)', true],
    ['Activate (none)', true],
    ['Catchup (1)', false],
    ['Remove (1)', false],
  ]);
  expect([go().disabled, go().getAttribute('aria-disabled')]).toEqual([false, 'true']);
  expect(screen.getByText('Nothing is chosen yet. Choose something first.').id).toBe(go().getAttribute('aria-describedby'));
});

test('the dialog lists those that it applies to, chosen; one of them may be left out', async () => {
  const { user, sent, onBegun } = openFooter(
    monitorWith('backup', [row('DEMO', { catchUp: null }), row('USER', { catchUp: null }), row('DONE', {})]),
  );
  await user.selectOptions(choice(), 'catchUp');
  await user.click(go());
  const dialog = await screen.findByRole('dialog', { name: 'Catchup' });
  expect(within(dialog).getAllByRole('listitem')).toHaveLength(2);
  await user.click(within(dialog).getByRole('checkbox', { name: 'Choose USER' }));
  await user.click(within(dialog).getByRole('button', { name: 'Catchup' }));
  expect(sent).toEqual([{ kind: 'catch-up-databases', databases: ['DEMO'], inBackground: true }]);
  expect(onBegun).toHaveBeenCalledOnce();
});

test('removal says what remains on the other members: on the primary for the whole mirror, elsewhere for this member alone', async () => {
  const { user } = openFooter(monitorWith('primary', [row('DEMO', {})]));
  await user.selectOptions(choice(), 'remove');
  await user.click(go());
  const text = (await screen.findByRole('dialog')).textContent;
  expect(text).toContain('Copies on SERVERB/IRIS keep their data');
  expect(text).toContain('the primary first, then the backup, then the asyncs');
  cleanup();
  const { user: other } = openFooter(monitorWith('backup', [row('DEMO', {})]));
  await other.selectOptions(choice(), 'remove');
  await other.click(go());
  expect((await screen.findByRole('dialog')).textContent).toContain('The other members keep theirs');
});
