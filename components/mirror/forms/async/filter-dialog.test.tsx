import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import { FilterDialog } from './filter-dialog.tsx';
import type { Filters } from './filter-draft.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';

afterEach(cleanup);

const filters: Filters = {
  directory: '/iris/mgr/filters',
  filters: [{ name: 'ZUsed', code: 'class ZUsed {}', usedBy: ['APRIL'] }],
  mirrors: [
    { mirrorName: 'APRIL', name: 'ZUsed', failure: 'Dejournal filter ZUsed: no', isOutdated: false },
    { mirrorName: 'MAY', name: null, failure: null, isOutdated: false },
  ],
  edit: null,
};

function openDialog(mirrorName: string, answers: Record<string, Outcome<unknown>> = {}) {
  const onClose = vi.fn();
  const opened = openPage(
    <FilterDialog target={TARGET} mirrorName={mirrorName} filters={filters} onClose={onClose} />,
    { summary },
    ({ kind }) => answers[kind] ?? accepted(null),
  );
  return { ...opened, onClose };
}
const save = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Save' });

test('a new class is saved, then set for the mirror', async () => {
  const { user, sent, onClose } = openDialog('MAY');
  expect(save().getAttribute('aria-disabled')).toBe('true');
  await user.selectOptions(screen.getByLabelText('Filter of MAY'), 'New class…');
  await user.type(screen.getByLabelText('Class name'), 'New');
  const code = screen.getByLabelText<HTMLTextAreaElement>('Class');
  expect(code.value).toContain('class ZNew extends MirrorDejournal');
  await user.click(save());
  expect(sent).toEqual([
    { kind: 'save-dejournal-filter', name: 'ZNew', code: code.value },
    { kind: 'set-dejournal-filter', mirrorName: 'MAY', name: 'ZNew' },
  ]);
  expect(onClose).toHaveBeenCalled();
});

test('a class that is refused is not set: the field is marked, and what was typed stays', async () => {
  const { user, sent, onClose } = openDialog('MAY', { 'save-dejournal-filter': refused('2170', ['Z'], 'code') });
  await user.selectOptions(screen.getByLabelText('Filter of MAY'), 'New class…');
  const code = screen.getByLabelText<HTMLTextAreaElement>('Class');
  await user.clear(code);
  await user.type(code, 'class Z');
  await user.click(save());
  expect((await screen.findByRole('alert')).textContent).toContain('ERROR #2170');
  expect(document.activeElement).toBe(code);
  expect(code.value).toBe('class Z');
  expect(sent.map(({ kind }) => kind)).toEqual(['save-dejournal-filter']);
  expect(onClose).not.toHaveBeenCalled();
});

test('the sentence of a filter that failed is shown; one that is used cannot be deleted, and can be taken away', async () => {
  const { user, sent } = openDialog('APRIL');
  expect(screen.getByText('Dejournal filter ZUsed: no')).toBeTruthy();
  expect(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete class' }).getAttribute('aria-disabled')).toBe('true');
  await user.selectOptions(screen.getByLabelText('Filter of APRIL'), 'none');
  await user.click(save());
  expect(sent).toEqual([{ kind: 'set-dejournal-filter', mirrorName: 'APRIL', name: null }]);
});

test('Escape does not throw a class away that was written; what is as it was closes at once', async () => {
  const { user, onClose } = openDialog('APRIL');
  const code = screen.getByLabelText('Class');
  await user.type(code, '// mine');
  await user.keyboard('{Escape}');
  expect(onClose).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'Keep editing' }));
  await user.clear(code);
  await user.type(code, 'class ZUsed {{}');
  await user.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledTimes(1);
});
