import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import { LiveSeed } from '../portal/live-seed.tsx';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { GlobalsView } from './globals-view.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));
afterEach(cleanup);

const nodes = ['^A(1)', '^A(2)'].map((reference) => ({ reference, value: `kept in ${reference}`, hasChildren: false }));

function open() {
  const watch = { target: TARGET, query: 'global-nodes', input: { database: 'DATA', reference: '^A', after: null, limit: 50 } };
  const entry = { value: { nodes, more: false }, answeredAt: new Date().toISOString(), refusal: null, refusedAt: null };
  return openPage(
    <LiveSeed entries={[{ watch, entry }]}>
      <GlobalsView
        target={TARGET}
        place={{ database: 'DATA' }}
        caption="Globals"
        empty=""
        globals={[]}
        database="DATA"
        databaseOf={async () => 'DATA'}
        reference="^A"
        writable={null}
      />
    </LiveSeed>,
    { summary },
    () => accepted(null),
  );
}
const boxOf = (reference: string) => screen.getByLabelText<HTMLTextAreaElement>(`Value of ${reference}`);
const edit = (reference: string) => screen.getByRole('button', { name: `Edit ${reference}` });

test('Edit on another node asks before what was typed is lost, and then has the focus on the value', async () => {
  const { user } = open();
  await user.click(edit('^A(1)'));
  expect(document.activeElement).toBe(boxOf('^A(1)'));
  await user.type(boxOf('^A(1)'), ' mine');
  await user.click(edit('^A(2)'));
  const question = await screen.findByRole('dialog', { name: 'Unsaved changes' });
  expect(boxOf('^A(1)').value).toBe('kept in ^A(1) mine');
  await user.click(within(question).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(document.activeElement).toBe(edit('^A(2)')));
  expect(boxOf('^A(1)').value).toBe('kept in ^A(1) mine');
  await user.click(edit('^A(2)'));
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Edit ^A(2)' }));
  expect(boxOf('^A(2)').value).toBe('kept in ^A(2)');
  await waitFor(() => expect(document.activeElement).toBe(boxOf('^A(2)')));
  // The dialogue gives the focus back a moment after it is gone.
  await new Promise((resolve) => setTimeout(resolve));
  expect(document.activeElement).toBe(boxOf('^A(2)'));
});

test('a node is edited in its row, and the focus returns to its button; what is set is not asked about', async () => {
  const { user, sent } = open();
  await user.click(edit('^A(1)'));
  expect(edit('^A(1)').closest('tr')?.contains(boxOf('^A(1)'))).toBe(true);
  await user.type(boxOf('^A(1)'), ' mine');
  await user.click(screen.getByRole('button', { name: 'Set' }));
  await screen.findByText('^A(1) has been set.');
  expect(document.activeElement).toBe(edit('^A(1)'));
  expect(sent).toEqual([{ kind: 'set-node', database: 'DATA', reference: '^A(1)', value: 'kept in ^A(1) mine' }]);
  await user.click(edit('^A(2)'));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(boxOf('^A(2)').value).toBe('kept in ^A(2)');
});

test('Escape leaves what is unchanged, and keeps what was typed; Control and Enter set it', async () => {
  const { user, sent } = open();
  await user.click(edit('^A(1)'));
  await user.keyboard('{Escape}');
  expect(document.activeElement).toBe(edit('^A(1)'));
  await user.click(edit('^A(1)'));
  await user.keyboard('!{Escape}');
  expect(boxOf('^A(1)').value).toBe('kept in ^A(1)!');
  await user.keyboard('{Control>}{Enter}{/Control}');
  await screen.findByText('^A(1) has been set.');
  expect(sent).toHaveLength(1);
});

test('the nodes come first; Set Node is behind its button, which has the focus again once it is closed', async () => {
  const { user } = open();
  expect(screen.queryByRole('region', { name: 'Set Node' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Set Node' }));
  const form = within(screen.getByRole('region', { name: 'Set Node' }));
  expect(document.activeElement).toBe(form.getByRole('textbox', { name: /^Node/ }));
  await user.click(form.getByRole('button', { name: 'Close' }));
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Set Node' }));
});
