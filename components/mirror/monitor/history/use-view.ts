'use client';
import { useState } from 'react';
import { type HistoryRange, historyRanges } from '@/lib/contract/history-ranges.ts';

export interface Zoom {
  readonly from: number;
  readonly to: number;
}

/** What has just happened; the longer ranges are a key away. */
const RANGE_AT_FIRST: HistoryRange = '5m';

const isRange = (text: string | null): text is HistoryRange => historyRanges.some((range) => range === text);

/** What a Date can hold, both ways. */
const DATE_MAX_MS = 8.64e15;
const held = (ms: number) => Math.min(DATE_MAX_MS, Math.max(-DATE_MAX_MS, ms));

function zoomIn(search: URLSearchParams): Zoom | null {
  const [from, to] = [held(Number(search.get('from') ?? Number.NaN)), held(Number(search.get('to') ?? Number.NaN))];
  return from < to ? { from, to } : null;
}

interface View {
  readonly range: HistoryRange;
  readonly zoom: Zoom | null;
  /** Series that are not drawn, by `seriesKeyOf`. */
  readonly hidden: readonly string[];
}

/** What is looked at. It stands in the address, so that a link shows the same. */
export function useView() {
  const [view, setView] = useState((): View => {
    const search = new URLSearchParams(window.location.search);
    const range = search.get('range');
    return { range: isRange(range) ? range : RANGE_AT_FIRST, zoom: zoomIn(search), hidden: search.getAll('hidden') };
  });
  const show = (next: View) => {
    const search = new URLSearchParams(window.location.search);
    search.set('range', next.range);
    for (const key of ['from', 'to'] as const) {
      if (next.zoom) search.set(key, String(Math.round(next.zoom[key])));
      else search.delete(key);
    }
    search.delete('hidden');
    for (const key of next.hidden) search.append('hidden', key);
    window.history.replaceState(window.history.state, '', `${window.location.pathname}?${search}`);
    setView(next);
  };
  return {
    ...view,
    setRange: (range: HistoryRange) => show({ ...view, range, zoom: null }),
    setZoom: (zoom: Zoom | null) => show({ ...view, zoom }),
    toggle: (key: string) =>
      show({ ...view, hidden: view.hidden.includes(key) ? view.hidden.filter((one) => one !== key) : [...view.hidden, key] }),
  };
}
