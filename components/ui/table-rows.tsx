'use client';
import { memo, type ReactNode, type RefObject, useMemo } from 'react';
import { useLocale } from 'use-intl';
import { cn } from './cn.ts';
import { useDrawnBlocks } from './use-drawn-blocks.ts';

export interface TableColumn<Row> {
  readonly id: string;
  readonly head: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** What the column is sorted and filtered by; a column without it is neither. */
  readonly value?: (row: Row) => string | number;
  /** What the cell says, where `value` says it otherwise: the browser finds it in rows of a long table that are not drawn. */
  readonly text?: (row: Row) => string;
  readonly align?: 'right';
  /** In a dense card: with its head before it, or on a line of its own; else it stands beside the others and speaks for itself. */
  readonly dense?: 'with-head' | 'own-line';
  readonly className?: string;
}

interface RowLook<Row> {
  readonly columns: ReadonlyArray<TableColumn<Row>>;
  readonly rowKey: (row: Row) => string;
  readonly rowClassName?: ((row: Row) => string | undefined) | undefined;
  readonly cards: boolean | 'dense';
}

interface TableRowsProps<Row> extends RowLook<Row> {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly rows: readonly Row[];
  /** What is seen first is the end. */
  readonly fromEnd: boolean;
}

/** A shorter table is drawn whole. */
const LONG_FROM = 60;
/** Of a long one, rows are drawn by so many, where they are near what is on screen. Even: stripes go on from one to the next. */
const BLOCK_ROWS = 20;

/**
 * The rows of a table. Those of a long one that are out of sight stand there as plain text of the same height: the browser searches it and
 * scrolls to it, and who scrolls fast reads it. On paper all are drawn.
 */
export function TableRows<Row>({ table, rows, fromEnd, ...look }: TableRowsProps<Row>) {
  const isLong = rows.length > LONG_FROM;
  const size = isLong ? BLOCK_ROWS : Math.max(1, rows.length);
  const count = Math.ceil(rows.length / size);
  const { isDrawn, heightOf } = useDrawnBlocks(table, { count, fromEnd, isOn: isLong });
  const lineOf = useLines(look.columns);
  return (
    <>
      {isLong && <WidestRow columns={look.columns} rows={rows} />}
      {Array.from({ length: count }, (_, index) => {
        const block = rows.slice(index * size, (index + 1) * size);
        const drawn = !isLong || isDrawn(index);
        return (
          <tbody
            // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place; its rows have keys of their own.
            key={index}
            data-block={index}
            aria-hidden={drawn ? undefined : true}
            className={look.cards ? 'max-sm:block' : undefined}
          >
            {drawn ? (
              block.map((row, place) => <DrawnRow key={look.rowKey(row)} {...look} row={row} index={index * size + place} />)
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

function DrawnRow<Row>({ row, index, columns, rowClassName, cards }: RowLook<Row> & { readonly row: Row; readonly index: number }) {
  return (
    <tr
      // The head is the first.
      aria-rowindex={index + 2}
      className={cn(
        'border-t border-line even:bg-surface',
        cards === true && 'max-sm:block max-sm:py-2',
        cards === 'dense' && 'max-sm:flex max-sm:flex-wrap max-sm:gap-x-3 max-sm:px-3 max-sm:py-1.5',
        rowClassName?.(row),
      )}
    >
      {columns.map((column) => (
        <td
          key={column.id}
          className={cn(
            'px-3 py-1.5 align-top',
            column.align === 'right' && 'text-right tabular-nums',
            column.className,
            cards && 'max-sm:flex max-sm:w-auto max-sm:flex-wrap max-sm:whitespace-normal max-sm:break-words max-sm:text-left',
            cards === true && 'max-sm:justify-between max-sm:gap-x-4 max-sm:py-1',
            cards === 'dense' && 'max-sm:gap-x-1.5 max-sm:p-0',
            cards === 'dense' && column.dense === 'own-line' && 'max-sm:basis-full',
          )}
        >
          {(cards === true || (cards === 'dense' && column.dense === 'with-head')) && (
            <span aria-hidden="true" className="font-sans font-bold text-ink-soft sm:hidden">
              {column.head}
            </span>
          )}
          {cards ? <span className="min-w-0">{column.cell(row)}</span> : column.cell(row)}
        </td>
      ))}
    </tr>
  );
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

/**
 * Without height: the longest text of each column, so that the columns stay as wide as they are, whichever rows are drawn. The style sheet
 * writes it: nobody finds it twice.
 */
function WidestRow<Row>({ columns, rows }: { readonly columns: ReadonlyArray<TableColumn<Row>>; readonly rows: readonly Row[] }) {
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
}

function longest<Row>(rows: readonly Row[], textOf: ((row: Row) => string | number) | undefined): string {
  let found = '';
  if (!textOf) return found;
  for (const row of rows) {
    const own = String(textOf(row));
    if (own.length > found.length) found = own;
  }
  return found;
}
