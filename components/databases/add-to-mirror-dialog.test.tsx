import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { AddToMirrorDialog } from './add-to-mirror-dialog.tsx';
import type { DatabaseRow } from './status-of-database.tsx';

afterEach(cleanup);

const row = (name: string, addToMirror: DatabaseRow['actions']['addToMirror'] = null): DatabaseRow => ({
  name,
  mirror: '',
  mirrorDatabaseName: '',
  directory: `/mgr/${name.toLowerCase()}`,
  sizeMb: 1,
  maximumSizeMb: 0,
  status: 'mounted-rw',
  resource: '%DB_%DEFAULT',
  encrypted: false,
  journal: true,
  isSystem: false,
  actions: { mount: null, dismount: null, delete: null, addToMirror, removeFromMirror: null, compact: null, integrityCheck: null },
});

function openDialog(candidates: DatabaseRow[], answer: () => Outcome<unknown> = () => accepted({ taskId: 1, outcomes: [] })) {
  const onAdded = vi.fn();
  const page = <AddToMirrorDialog target={TARGET} mirrorName="APRIL" candidates={candidates} onClose={() => {}} onAdded={onAdded} />;
  return { onAdded, ...openPage(page, { summary }, answer) };
}
const chosen = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name: `Add ${name}` });
const nameOf = (name: string) => screen.getByLabelText<HTMLInputElement>(`Mirror DB Name of ${name}`);
const background = () => screen.getByRole<HTMLInputElement>('checkbox', { name: 'Run add in the background' });
const add = () => screen.getByRole('button', { name: 'Add' });

test('each database goes under its own name, or under the one that was typed', async () => {
  const { user, sent, onAdded } = openDialog([row('DEMO'), row('USER'), row('OTHER')], () =>
    accepted({
      taskId: 1,
      outcomes: [
        { name: 'DEMO', refusal: null },
        { name: 'USER', refusal: null },
      ],
    }),
  );
  await user.click(chosen('DEMO'));
  await user.click(chosen('USER'));
  await user.clear(nameOf('USER'));
  await user.type(nameOf('USER'), 'PEOPLE');
  await user.click(add());
  expect(sent).toEqual([
    {
      kind: 'add-databases-to-mirror',
      databases: [
        { name: 'DEMO', mirrorDatabaseName: 'DEMO' },
        { name: 'USER', mirrorDatabaseName: 'PEOPLE' },
      ],
      inBackground: false,
    },
  ]);
  expect(onAdded).toHaveBeenCalledWith(2);
});

test('a refused database says so in its row and stays chosen, with the name that was typed', async () => {
  const answer = () =>
    accepted({
      taskId: 1,
      outcomes: [
        { name: 'DEMO', refusal: null },
        { name: 'USER', refusal: { code: '2061', args: ['TAKEN', 'SERVERA/IRIS'] } },
      ],
    });
  const { user, onAdded } = openDialog([row('DEMO'), row('USER')], answer);
  await user.click(chosen('DEMO'));
  await user.click(chosen('USER'));
  await user.clear(nameOf('USER'));
  await user.type(nameOf('USER'), 'TAKEN');
  await user.click(add());
  expect((await screen.findByRole('alert')).textContent).toContain('ERROR #2061');
  expect(onAdded).not.toHaveBeenCalled();
  expect([chosen('DEMO').checked, chosen('USER').checked, nameOf('USER').value, nameOf('USER').getAttribute('aria-invalid')]).toEqual([
    false,
    true,
    'TAKEN',
    'true',
  ]);
});

test('a single database that is refused says so in its row, not twice', async () => {
  const { user } = openDialog([row('DEMO')], () => refused('2113'));
  await user.click(chosen('DEMO'));
  await user.click(add());
  expect((await screen.findAllByRole('alert')).map(({ textContent }) => textContent)).toEqual([expect.stringContaining('ERROR #2113')]);
});

test('a name that cannot be one is found before anything is sent', async () => {
  const { user, sent } = openDialog([row('DEMO')]);
  await user.click(chosen('DEMO'));
  await user.clear(nameOf('DEMO'));
  await user.type(nameOf('DEMO'), '9');
  await user.click(add());
  expect(screen.getByRole('alert').textContent).toContain('ERROR #2167');
  expect(sent).toEqual([]);
});

test('from five databases on it runs in the background, whether wished or not', async () => {
  const names = ['A', 'B', 'C', 'D', 'E'];
  const { user, sent, onAdded } = openDialog(names.map((name) => row(name)));
  for (const name of names.slice(0, 4)) await user.click(chosen(name));
  expect([background().checked, background().disabled]).toEqual([false, false]);
  await user.click(chosen('E'));
  expect([background().checked, background().disabled]).toEqual([true, true]);
  await user.click(add());
  expect(sent[0]).toMatchObject({ inBackground: true });
  expect(onAdded).toHaveBeenCalledWith(null);
});

test('a database that may not be added shows the reason and cannot be chosen', () => {
  openDialog([row('DEMO', { code: 'P151', args: ['DEMO'] })]);
  expect(chosen('DEMO').disabled).toBe(true);
  expect(document.getElementById(chosen('DEMO').getAttribute('aria-describedby') ?? '')?.textContent).toBe(
    'Database DEMO is not mounted. Mount it first.',
  );
});
