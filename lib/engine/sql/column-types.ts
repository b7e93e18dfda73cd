/**
 * What a column accepts, by its declared type: the product validates, SQLite does not. A type that is not known here accepts everything.
 */
import type { SqlValue } from './table-definition.ts';

type Check = (value: Exclude<SqlValue, null>, size: number | null) => boolean;

const isInteger: Check = (value) => typeof value === 'bigint';
const isNumber: Check = (value) => typeof value === 'bigint' || typeof value === 'number';
const isText: Check = (value, size) => !Buffer.isBuffer(value) && (size === null || String(value).length <= size);
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$/;

function isDay(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  date.setUTCFullYear(Number(year));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isMoment(text: string): boolean {
  const [day, time, ...more] = text.split(/[ T]/);
  return more.length === 0 && isDay(day ?? '') && (time === undefined || TIME.test(time));
}

const checks: readonly [pattern: RegExp, check: Check][] = [
  [/^(tiny|small|medium|big)?int(eger)?\b/, isInteger],
  [/^(bit|boolean|bool)\b/, (value) => value === 0n || value === 1n],
  [/^(numeric|decimal|dec|number|double|float|real|money|smallmoney)\b/, isNumber],
  [/^(national )?(char|character|varchar|varchar2|nchar|nvarchar)( varying)?\b/, isText],
  [/^(timestamp|datetime|datetime2|smalldatetime|posixtime)\b/, (value) => typeof value === 'string' && isMoment(value)],
  [/^date\b/, (value) => typeof value === 'string' && isDay(value)],
  [/^time\b/, (value) => typeof value === 'string' && TIME.test(value)],
];

/** True when a column of this type may hold the value. Required or not is another question: null fits everywhere. */
export function fitsType(type: string, value: SqlValue): boolean {
  if (value === null) return true;
  const name = type.trim().toLowerCase();
  const size = /\(\s*(\d+)\s*\)/.exec(name)?.[1];
  const check = checks.find(([pattern]) => pattern.test(name))?.[1];
  return check === undefined || check(value, size === undefined ? null : Number(size));
}
