'use client';
import { DrawnRow, type TableRowsProps } from './drawn-row.tsx';
import { lazily } from './lazily.tsx';

/** A shorter table is drawn whole: the timeline of the mirror, a page of a journal. */
const LONG_FROM = 120;

const LongRows = lazily<TableRowsProps<never>>(() => import('./long-rows.tsx').then(({ LongRows }) => LongRows));
export const loadLongRows = LongRows.load;

/** The rows of a table; what draws those of a long one comes with the first of them. */
export function TableRows<Row>(props: TableRowsProps<Row>) {
  const { rows, rowKey, cards } = props;
  // Rows of one kind, whatever it is.
  if (rows.length > LONG_FROM) return <LongRows {...(props as unknown as TableRowsProps<never>)} />;
  return (
    <tbody className={cards ? 'max-sm:block' : undefined}>
      {rows.map((row, index) => (
        <DrawnRow key={rowKey(row)} {...props} row={row} index={index} />
      ))}
    </tbody>
  );
}
