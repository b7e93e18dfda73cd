'use client';
import { memo, type ReactNode, useMemo } from 'react';
import { useLocale } from 'use-intl';
import { cn } from './cn.ts';
import { DrawnRow, type TableColumn, type TableRowsProps } from './drawn-row.tsx';
import { useDrawnBlocks } from './use-drawn-blocks.ts';

/** Rows are drawn by so many, where they are near what is on screen. Even: stripes go on from one to the next. */
const BLOCK_ROWS = 20;

/**
 * The rows of a long table. Those out of sight stand there as plain text of the same height: the browser searches it and
 * scrolls to it, and who scrolls fast reads it. On paper all are drawn.
 */
export function LongRows<Row>({ table, rows, fromEnd, ...look }: TableRowsProps<Row>) {
  const count = Math.ceil(rows.length / BLOCK_ROWS);
  const { isDrawn, heightOf } = useDrawnBlocks(table, { count, fromEnd });
  const lineOf = useLines(look.columns);
  return (
    <>
      <WidestRow columns={look.columns} rows={rows} />
      {Array.from({ length: count }, (_, index) => {
        const block = rows.slice(index * BLOCK_ROWS, (index + 1) * BLOCK_ROWS);
        const drawn = isDrawn(index);
        return (
          <tbody
            // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place; its rows have keys of their own.
            key={index}
            data-block={index}
            aria-hidden={drawn ? undefined : true}
            className={look.cards ? 'max-sm:block' : undefined}
          >
            {drawn ? (
              block.map((row, place) => <DrawnRow key={look.rowKey(row)} {...look} row={row} index={index * BLOCK_ROWS + place} />)
            ) : (
              <UndrawnRows
                height={heightOf(index, block.length)}
                lines={block.map(lineOf)}
                columns={look.columns.length}
                cards={look.cards !== false}
              />
            )}
          </tbody>
        );
      })}
    </>
  );
}

/** What a row says, on one line; kept as long as the row is the same. */
function useLines<Row>(columns: ReadonlyArray<TableColumn<Row>>): (row: Row) => string {
  const locale = useLocale();
  // biome-ignore lint/correctness/useExhaustiveDependencies: words differ by language alone.
  const known = useMemo(() => new WeakMap<object, string>(), [locale]);
  return (row) => {
    const kept = typeof row === 'object' && row !== null ? known.get(row) : undefined;
    if (kept !== undefined) return kept;
    const line = columns
      .map(({ text, value }) => String((text ?? value)?.(row) ?? '').replace(/\s+/g, ' '))
      .filter(Boolean)
      .join(' · ');
    if (typeof row === 'object' && row !== null) known.set(row, line);
    return line;
  };
}

interface UndrawnRowsProps {
  readonly height: number;
  readonly lines: readonly string[];
  readonly columns: number;
  readonly cards: boolean;
}

const UndrawnRows = memo(
  function UndrawnRows({ height, lines, columns, cards }: UndrawnRowsProps) {
    return (
      <tr className={cards ? 'max-sm:block' : undefined}>
        <td colSpan={columns} className={cn('p-0', cards && 'max-sm:block')}>
          <div
            className="contain-strict whitespace-pre px-3 text-ink-soft [content-visibility:auto]"
            style={{ height, lineHeight: `${height / lines.length}px` }}
          >
            {lines.join('\n')}
          </div>
        </td>
      </tr>
    );
  },
  (before, after) =>
    before.height === after.height &&
    before.columns === after.columns &&
    before.cards === after.cards &&
    before.lines.length === after.lines.length &&
    before.lines.every((line, index) => line === after.lines[index]),
);

interface WidestRowProps<Row> {
  readonly columns: ReadonlyArray<TableColumn<Row>>;
  readonly rows: readonly Row[];
}

/**
 * Without height: the longest text of each column, so that the columns stay as wide as they are, whichever rows are drawn. The style sheet
 * writes it: nobody finds it twice. Scrolling alone does not look through all rows again.
 */
const WidestRow = memo(function WidestRow<Row>({ columns, rows }: WidestRowProps<Row>) {
  return (
    <tbody aria-hidden="true" className="invisible max-sm:hidden">
      <tr>
        {columns.map(({ id, className, text, value }) => (
          <td key={id} className={cn('px-3', className, 'py-0')}>
            <div data-text={longest(rows, text ?? value)} className="h-0 overflow-hidden before:content-[attr(data-text)]" />
          </td>
        ))}
      </tr>
    </tbody>
  );
}) as <Row>(props: WidestRowProps<Row>) => ReactNode;

function longest<Row>(rows: readonly Row[], textOf: ((row: Row) => string | number) | undefined): string {
  let found = '';
  if (!textOf) return found;
  for (const row of rows) {
    const own = String(textOf(row));
    if (own.length > found.length) found = own;
  }
  return found;
}
