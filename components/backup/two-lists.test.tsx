import { cleanup, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import { openPage, summary } from '../portal/test-portal.tsx';
import { TwoLists } from './two-lists.tsx';

afterEach(cleanup);

const entries = ['DEMO', 'ORDERS', 'USER'].map((name) => ({ name, note: '' }));

function Lists() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['ORDERS']));
  return <TwoLists entries={entries} selected={selected} onChange={setSelected} />;
}
const open = () => openPage(<Lists />, { summary }, () => accepted(null)).user;
const list = (name: RegExp) => screen.getByRole<HTMLSelectElement>('listbox', { name });
const namesIn = (name: RegExp) => [...list(name).options].map(({ value }) => value);
const arrow = (name: string) => screen.getByRole('button', { name });
const take = 'Add the marked databases to the backup list';

test('what is marked moves by the arrow, both lists keep their order, and the arrow keeps the focus', async () => {
  const user = open();
  await user.selectOptions(list(/^Available/), ['USER']);
  await user.click(arrow(take));
  expect([namesIn(/^Available/), namesIn(/^Selected/)]).toEqual([['DEMO'], ['ORDERS', 'USER']]);
  expect(document.activeElement).toBe(arrow(take));
  expect(arrow(take).getAttribute('aria-disabled')).toBe('true');
});

test('an arrow with nothing to move does nothing', async () => {
  const user = open();
  await user.click(arrow(take));
  expect(namesIn(/^Selected/)).toEqual(['ORDERS']);
});

test('Enter moves what is marked, without a mouse', async () => {
  const user = open();
  await user.selectOptions(list(/^Selected/), ['ORDERS']);
  list(/^Selected/).focus();
  await user.keyboard('{Enter}');
  expect([namesIn(/^Available/), namesIn(/^Selected/)]).toEqual([['DEMO', 'ORDERS', 'USER'], []]);
  expect(screen.getByText('No database is in the list: the backups of the list have nothing to do.')).toBeTruthy();
});

test('the double arrows move all', async () => {
  const user = open();
  await user.click(arrow('Add all databases to the backup list'));
  expect(namesIn(/^Selected/)).toEqual(['DEMO', 'ORDERS', 'USER']);
  await user.click(arrow('Remove all databases from the backup list'));
  expect(namesIn(/^Available/)).toEqual(['DEMO', 'ORDERS', 'USER']);
});
