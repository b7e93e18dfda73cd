/** A curve as a file for a spreadsheet (RFC 4180). Pure. */
import { type Curve, type CurveKind, seriesKeyOf } from './curve-data.ts';

const units: Readonly<Record<CurveKind, string>> = { lagTime: 'ms', lagBytes: 'B', journal: 'B/s', commits: 'ms' };
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** One row for each place, the oldest first: its time in UTC, and of each series the largest value in it; empty: not known. */
export function csvOf({ kind, series }: Curve, at: readonly number[]): string {
  const head = ['Time (UTC)', ...series.map((one) => `${seriesKeyOf(one)} (${units[kind]})`)].map(quoted);
  const rows = at.map((time, index) => [quoted(new Date(time).toISOString()), ...series.map(({ values }) => String(values[index] ?? ''))]);
  return [head, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}
