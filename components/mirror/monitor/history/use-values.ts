'use client';
import { useTranslations } from 'use-intl';
import { useFormat } from '../../../messages/use-format.ts';
import type { CurveKind, Series } from './curve-data.ts';

const KIB = 1024;
const SIGNIFICANT = 3;
const units = ['B', 'KB', 'MB', 'GB'] as const;

function bytesText(value: number): string {
  const power = value < KIB ? 0 : Math.min(units.length - 1, Math.floor(Math.log(value) / Math.log(KIB)));
  return `${Number((value / KIB ** power).toPrecision(SIGNIFICANT))} ${units[power]}`;
}

function secondsText(ms: number): string {
  return `${Number((ms / 1000).toPrecision(SIGNIFICANT))} s`;
}

/** A value of a curve with its unit; the same in both languages. */
export function valueText(kind: CurveKind, value: number): string {
  switch (kind) {
    case 'lagTime':
      return secondsText(value);
    case 'lagBytes':
      return bytesText(value);
    case 'journal':
      return `${bytesText(value)}/s`;
    case 'commits':
      return value < 1000 ? `${Number(value.toPrecision(SIGNIFICANT))} ms` : secondsText(value);
  }
}

export function useSeriesName() {
  const t = useTranslations('history.series');
  return ({ name }: Series) => ('member' in name ? name.member : t(name.word));
}

/** Times of a range: of a day by the clock, of more with the day. */
export function useMoment() {
  const format = useFormat();
  return (at: number, isLong: boolean) => {
    const iso = new Date(at).toISOString();
    return isLong ? format.dateTime(iso) : format.clock(iso);
  };
}
