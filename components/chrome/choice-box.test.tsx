import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import { openPage, summary } from '../portal/test-portal.tsx';
import { ChoiceBox } from './choice-box.tsx';

afterEach(cleanup);

function open() {
  const onChoose = vi.fn();
  openPage(
    <ChoiceBox className="" label="Instance" value="a" onChoose={onChoose}>
      <option>a</option>
      <option>b</option>
      <option>c</option>
    </ChoiceBox>,
    { summary },
    () => accepted(null),
  );
  const box = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Instance' });
  /** As a browser does when an arrow moves a folded box. */
  const arrowTo = (value: string) => {
    fireEvent.keyDown(box, { key: 'ArrowDown' });
    fireEvent.change(box, { target: { value } });
  };
  return { box, onChoose, arrowTo };
}

test('arrows only pass over choices, and it is said what chooses; Enter does', () => {
  const { box, onChoose, arrowTo } = open();
  arrowTo('b');
  arrowTo('c');
  expect(onChoose).not.toHaveBeenCalled();
  expect(screen.getByRole('status').textContent).toBe('Enter chooses, Escape keeps');
  fireEvent.keyDown(box, { key: 'Enter' });
  expect(onChoose.mock.calls).toEqual([['c']]);
});

test.each(['Escape', 'leaving'])('%s keeps what was', (way) => {
  const { box, onChoose, arrowTo } = open();
  arrowTo('b');
  if (way === 'leaving') fireEvent.blur(box);
  else fireEvent.keyDown(box, { key: way });
  expect(box.value).toBe('a');
  expect(onChoose).not.toHaveBeenCalled();
  expect(screen.getByRole('status').textContent).toBe('');
});

test('a choice by pointer, or from the unfolded list by Enter, counts at once', () => {
  const { box, onChoose } = open();
  fireEvent.pointerDown(box);
  fireEvent.change(box, { target: { value: 'b' } });
  fireEvent.keyDown(box, { key: 'ArrowDown' });
  fireEvent.keyDown(box, { key: 'Enter' });
  fireEvent.change(box, { target: { value: 'c' } });
  expect(onChoose.mock.calls).toEqual([['b'], ['c']]);
});
