import type { ReactNode, RefObject } from 'react';
import { cn } from './cn.ts';

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

export interface RowLook<Row> {
  readonly columns: ReadonlyArray<TableColumn<Row>>;
  readonly rowKey: (row: Row) => string;
  readonly rowClassName?: ((row: Row) => string | undefined) | undefined;
  readonly cards: boolean | 'dense';
}

export interface TableRowsProps<Row> extends RowLook<Row> {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly rows: readonly Row[];
  /** What is seen first is the end. */
  readonly fromEnd: boolean;
}

export function DrawnRow<Row>({ row, index, columns, rowClassName, cards }: RowLook<Row> & { readonly row: Row; readonly index: number }) {
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
            cards === 'dense' && 'max-sm:min-w-0 max-sm:gap-x-1.5 max-sm:p-0 max-sm:wrap-anywhere',
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
