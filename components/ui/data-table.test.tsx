import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { IntlProvider } from 'use-intl';
import { afterEach, expect, test } from 'vitest';
import { en } from '../messages/en.ts';
import { DataTable } from './data-table.tsx';

afterEach(cleanup);

const table = (count: number) => (
  <IntlProvider locale="en" messages={en} timeZone="UTC">
    <DataTable
      caption="Databases"
      columns={[{ id: 'name', head: 'Name', cell: ({ name }: { name: string }) => name, value: ({ name }) => name }]}
      rows={Array.from({ length: count }, (_, index) => ({ name: `DB${index}` }))}
      rowKey={({ name }) => name}
    />
  </IntlProvider>
);
const filter = () => screen.queryByLabelText('Filter:');

test('a table of nine rows has no bar, and can be sorted all the same; one of ten has it', async () => {
  const { rerender } = render(table(9));
  expect(filter()).toBeNull();
  await userEvent.setup().click(screen.getByRole('button', { name: 'Name' }));
  expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending');
  rerender(table(10));
  expect(filter()).not.toBeNull();
});

test('what has been typed into the bar stays while fewer rows are left', async () => {
  const { rerender } = render(table(10));
  await userEvent.setup().type(screen.getByLabelText('Filter:'), 'DB1');
  rerender(table(3));
  expect(filter()).not.toBeNull();
  expect(screen.getAllByRole('row')).toHaveLength(2);
});
