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
const value = () => screen.getByLabelText<HTMLTextAreaElement>('Value');
const edit = (reference: string) => screen.getByRole('button', { name: `Edit ${reference}` });

test('Edit on another node asks before what was typed is lost, and then has the focus on the value', async () => {
  const { user } = open();
  await user.click(edit('^A(1)'));
  expect(document.activeElement).toBe(value());
  await user.type(value(), ' mine');
  await user.click(edit('^A(2)'));
  const question = await screen.findByRole('dialog', { name: 'Unsaved changes' });
  expect(value().value).toBe('kept in ^A(1) mine');
  await user.click(within(question).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(document.activeElement).toBe(edit('^A(2)')));
  expect(value().value).toBe('kept in ^A(1) mine');
  await user.click(edit('^A(2)'));
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Edit ^A(2)' }));
  expect(value().value).toBe('kept in ^A(2)');
  await waitFor(() => expect(document.activeElement).toBe(value()));
  // The dialogue gives the focus back a moment after it is gone.
  await new Promise((resolve) => setTimeout(resolve));
  expect(document.activeElement).toBe(value());
});

test('what is set is not asked about', async () => {
  const { user, sent } = open();
  await user.click(edit('^A(1)'));
  await user.type(value(), ' mine');
  await user.click(screen.getByRole('button', { name: 'Set' }));
  await screen.findByText('^A(1) has been set.');
  expect(sent).toEqual([{ kind: 'set-node', database: 'DATA', reference: '^A(1)', value: 'kept in ^A(1) mine' }]);
  await user.click(edit('^A(2)'));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(value().value).toBe('kept in ^A(2)');
});
