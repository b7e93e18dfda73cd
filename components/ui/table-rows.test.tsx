import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { IntlProvider } from 'use-intl';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { en } from '../messages/en.ts';
import { DataTable } from './data-table.tsx';
import { loadLongRows } from './table-rows.tsx';

await loadLongRows();

/** Plays the browser that says which blocks of rows are near what is on screen. */
class Sight {
  static last: Sight;
  readonly blocks: Element[] = [];
  readonly seen: (entries: Partial<IntersectionObserverEntry>[]) => void;
  constructor(seen: Sight['seen']) {
    this.seen = seen;
    Sight.last = this;
  }
  observe = (block: Element) => void this.blocks.push(block);
  disconnect = () => {};
  show(from: number, to: number) {
    act(() =>
      this.seen(
        this.blocks.map((target, index) => ({
          target,
          isIntersecting: index >= from && index <= to,
          boundingClientRect: { height: 800 } as DOMRect,
        })),
      ),
    );
  }
}

beforeEach(() => vi.stubGlobal('IntersectionObserver', Sight));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const open = (count: number, newestLast = false) =>
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <DataTable
        caption="Rows"
        columns={[
          { id: 'name', head: 'Name', cell: ({ name }: { name: string }) => <b>{name}</b>, value: ({ name }) => name },
          { id: 'link', head: 'Link', cell: ({ name }) => <button type="button">Open {name}</button> },
        ]}
        rows={Array.from({ length: count }, (_, index) => ({ name: `row ${index}.` }))}
        rowKey={({ name }) => name}
        maxRows={count}
        newestLast={newestLast}
      />
    </IntlProvider>,
  );
/** Without the head. */
const drawn = () => screen.getAllByRole('row').slice(1);
const namesOf = (rows: HTMLElement[]) => rows.map((row) => row.querySelector('b')?.textContent);

test('of ten thousand rows those near the screen are drawn, and all are counted', () => {
  const { container } = open(10_000);
  expect(drawn().length).toBeLessThanOrEqual(60);
  expect(container.querySelectorAll('*').length).toBeLessThan(3_000);
  const table = screen.getByRole('table', { name: 'Rows' });
  expect(table.getAttribute('aria-rowcount')).toBe('10001');
  Sight.last.show(250, 251);
  expect(namesOf(drawn())).toEqual(Array.from({ length: 40 }, (_, index) => `row ${5_000 + index}.`));
  expect(drawn()[0]?.getAttribute('aria-rowindex')).toBe('5002');
});

test('a row that is not drawn is there as text, which the browser finds, and as high as it was', () => {
  const { container } = open(200);
  expect(container.querySelector('[data-block="8"]')?.textContent).toContain('row 177.\n');
  Sight.last.show(0, 1);
  Sight.last.show(8, 9);
  const block = container.querySelector('[data-block="0"]');
  expect(block?.getAttribute('aria-hidden')).toBe('true');
  expect(block?.querySelector('div')?.style.height).toBe('800px');
});

test('what has the focus stays, however far away', () => {
  open(200);
  Sight.last.show(0, 0);
  const button = screen.getByRole('button', { name: 'Open row 3.' });
  button.focus();
  Sight.last.show(8, 9);
  expect(document.activeElement).toBe(button);
  expect(button.isConnected).toBe(true);
});

test('paper has all rows, and the screen those near it again afterwards', () => {
  open(200);
  Sight.last.show(0, 0);
  fireEvent(window, new Event('beforeprint'));
  expect(namesOf(drawn())).toHaveLength(200);
  fireEvent(window, new Event('afterprint'));
  expect(drawn()).toHaveLength(20);
});

test('where the newest is last, the end is there at first', () => {
  open(200, true);
  expect(namesOf(drawn()).at(-1)).toBe('row 199.');
});

test('a table of a hundred and twenty rows is drawn whole', () => {
  open(120);
  expect(drawn()).toHaveLength(120);
});
