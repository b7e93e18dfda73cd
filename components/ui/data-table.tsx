'use client';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ComponentType, type ReactNode, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { cn } from './cn.ts';
import type { TableColumn } from './drawn-row.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { TableBar } from './table-bar.tsx';
import { TableRows } from './table-rows.tsx';

export type Column<Row> = TableColumn<Row>;

/** What a table stands in. */
export interface TableBoxProps {
  readonly name: string;
  readonly rowCount: number;
  /** False: by a column that the person chose. */
  readonly inGivenOrder: boolean;
  readonly children: ReactNode;
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: ReadonlyArray<Column<Row>>;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** False: also a long one has no bar with Filter, Page size, Max rows and pager. */
  readonly bar?: boolean;
  readonly maxRows?: number;
  /**
   * On a narrow screen each row becomes a card, so that no column is out of sight: a line for each column, or, of a log, as few lines as
   * they fit into.
   */
  readonly cards?: boolean | 'dense';
  readonly rowClassName?: (row: Row) => string | undefined;
  readonly box?: ComponentType<TableBoxProps>;
  /** The newest row is the last one: it is seen first, and stays when there are more than Max rows. */
  readonly newestLast?: boolean;
}

/** A shorter table is seen at a glance: there is nothing to look for in it. */
const BAR_FROM = 10;

/** The product's "table viewer": rows keep the given order until the person sorts by a column head. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  bar = true,
  maxRows: maxRowsAtFirst = 1000,
  cards = false,
  rowClassName,
  box: Box = ScrollBox,
  newestLast = false,
}: DataTableProps<Row>) {
  const t = useTranslations('ui');
  const table = useRef<HTMLTableElement>(null);
  const [filter, setFilter] = useState('');
  const [pageSize, setPageSize] = useState(0);
  const [maxRows, setMaxRows] = useState(maxRowsAtFirst);
  const [page, setPage] = useState(1);
  const [sorting, setSorting] = useState<{ id: string; descending: boolean } | null>(null);

  // What has been set stays to be seen, and to be taken back.
  const hasBar = bar && (rows.length >= BAR_FROM || filter !== '' || pageSize !== 0 || maxRows !== maxRowsAtFirst);
  const wanted = filter.trim().toLowerCase();
  const matching =
    wanted === ''
      ? rows
      : rows.filter((row) => columns.some((column) => column.value && String(column.value(row)).toLowerCase().includes(wanted)));
  const sorted = sortRows(matching, columns.find((column) => column.id === sorting?.id)?.value, sorting?.descending ?? false);
  const limited = bar ? (newestLast && !sorting ? sorted.slice(-maxRows) : sorted.slice(0, maxRows)) : sorted;
  const pageCount = pageSize > 0 ? Math.max(1, Math.ceil(limited.length / pageSize)) : 1;
  const current = Math.min(page, pageCount);
  const shown = pageSize > 0 ? limited.slice((current - 1) * pageSize, current * pageSize) : limited;

  return (
    <div className="space-y-2">
      {hasBar && (
        <TableBar
          filter={filter}
          onFilter={setFilter}
          pageSize={pageSize}
          onPageSize={setPageSize}
          maxRows={maxRows}
          onMaxRows={setMaxRows}
          results={`${limited.length}${sorted.length > limited.length ? '+' : ''}`}
          page={current}
          pageCount={pageCount}
          onPage={setPage}
        />
      )}
      <Box name={caption} rowCount={shown.length} inGivenOrder={sorting === null}>
        <table
          ref={table}
          // Also of the rows that are not drawn; the head is one.
          aria-rowcount={shown.length + 1}
          className={cn('w-full border-collapse bg-raised text-sm', cards && 'max-sm:block')}
        >
          <caption className="sr-only">{caption}</caption>
          <thead className={cn('bg-sunken text-left', cards && 'max-sm:sr-only', newestLast && 'sm:sticky sm:top-0')}>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  className={cn('whitespace-nowrap px-3 py-2 font-bold text-link', column.align === 'right' && 'text-right')}
                  aria-sort={ariaSort(sorting, column.id)}
                >
                  {column.value && bar ? (
                    <button
                      type="button"
                      data-prints
                      className="inline-flex items-center gap-1 font-bold hover:underline"
                      onClick={() => setSorting({ id: column.id, descending: sorting?.id === column.id && !sorting.descending })}
                    >
                      {column.head}
                      {sorting?.id === column.id &&
                        (sorting.descending ? (
                          <ArrowDown aria-hidden="true" className="size-3.5" />
                        ) : (
                          <ArrowUp aria-hidden="true" className="size-3.5" />
                        ))}
                    </button>
                  ) : (
                    column.head
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <TableRows
            table={table}
            columns={columns}
            rows={shown}
            rowKey={rowKey}
            rowClassName={rowClassName}
            cards={cards}
            fromEnd={newestLast}
          />
          {shown.length === 0 && (
            <tbody className={cards ? 'max-sm:block' : undefined}>
              <tr>
                <td colSpan={columns.length} className="px-3 py-4 italic text-ink-soft">
                  {t('noResults')}
                </td>
              </tr>
            </tbody>
          )}
        </table>
      </Box>
    </div>
  );
}

const ariaSort = (sorting: { id: string; descending: boolean } | null, id: string) =>
  sorting?.id !== id ? undefined : sorting.descending ? 'descending' : 'ascending';

/** Making it takes longer than comparing; asking each string for it made 10,000 rows wait. */
const collator = new Intl.Collator(undefined, { numeric: true });

function sortRows<Row>(rows: readonly Row[], value: ((row: Row) => string | number) | undefined, descending: boolean): readonly Row[] {
  if (!value) return rows;
  const compare = (one: string | number, other: string | number) =>
    typeof one === 'number' && typeof other === 'number' ? one - other : collator.compare(String(one), String(other));
  const sorted = [...rows].sort((one, other) => compare(value(one), value(other)));
  return descending ? sorted.reverse() : sorted;
}
