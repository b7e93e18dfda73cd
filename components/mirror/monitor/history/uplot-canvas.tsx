'use client';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { type Curve, lonePlaces } from './curve-data.ts';
import { seriesDashes, seriesTokens } from './series-looks.ts';
import { valueText } from './use-values.ts';
import type { Zoom } from './use-view.ts';

const HEIGHT = 150;
/** Of the axis of values, and for half of the last time: the same for all curves, so that their times lie one below the other. */
const PLOT_LEFT = 64;
const PLOT_RIGHT = 30;
const SMALLEST_DRAG_PX = 6;
const AXIS_FONT_PX = 12;

export interface CanvasProps {
  readonly curve: Curve;
  /** Begin of each place, ms. */
  readonly at: readonly number[];
  readonly view: Zoom;
  /** ms. */
  readonly events: readonly number[];
  readonly cursor: number | null;
  /** Of the server: round times of the axis are round there. */
  readonly timeZone: string;
  readonly axisText: (at: number) => string;
  readonly onCursor: (index: number | null) => void;
  readonly onZoom: (zoom: Zoom) => void;
}

/** Bytes are counted in these, so that an axis says 128 KB and not 97.7. */
const powersOfTwo = Array.from({ length: 44 }, (_, power) => 2 ** power);
const isOfBytes = (kind: Curve['kind']) => kind === 'lagBytes' || kind === 'journal';

/** The canvas of one curve. All that it shows is said beside it, too. */
export function UplotCanvas(props: CanvasProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { curve, at, view, events, cursor } = props;
  const seriesCount = curve.series.length;

  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const made = new uPlot(optionsOf(box, latest, seriesCount), dataOf(latest.current), box);
    plot.current = made;
    const watcher = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height: HEIGHT }));
    watcher.observe(box);
    const redraw = () => made.redraw(false);
    const theme = new MutationObserver(redraw);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', redraw);
    return () => {
      dark.removeEventListener('change', redraw);
      theme.disconnect();
      watcher.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [seriesCount]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when any of these is another one
  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    made.batch(() => {
      made.setData(dataOf(latest.current), false);
      made.setScale('x', { min: view.from / 1000, max: view.to / 1000 });
    });
  }, [curve, at, view.from, view.to, events]);

  useEffect(() => {
    const made = plot.current;
    const time = cursor === null ? undefined : at[cursor];
    if (made) made.setCursor(time === undefined ? { left: -10, top: -10 } : { left: made.valToPos(time / 1000, 'x'), top: 0 }, false);
  }, [cursor, at]);

  return <div ref={place} className="min-w-0 overflow-hidden" style={{ height: HEIGHT }} />;
}

const dataOf = ({ at, curve }: CanvasProps): uPlot.AlignedData => [
  at.map((time) => time / 1000),
  ...curve.series.map(({ values }) => [...values]),
];

function optionsOf(box: HTMLElement, latest: { readonly current: CanvasProps }, seriesCount: number): uPlot.Options {
  const ink = () => colorOf(box, '--ink-soft');
  const font = `${AXIS_FONT_PX}px ${getComputedStyle(box).fontFamily}`;
  const grid = { stroke: () => colorOf(box, '--line'), width: 1 };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    padding: [8, PLOT_RIGHT, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), latest.current.timeZone),
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false, dist: SMALLEST_DRAG_PX }, points: { size: 6 } },
    scales: {
      x: { time: true, range: () => [latest.current.view.from / 1000, latest.current.view.to / 1000] },
      y: { range: (_, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        stroke: ink,
        font,
        size: 28,
        space: 90,
        grid,
        ticks: { show: false },
        values: (_, splits) => splits.map((seconds) => latest.current.axisText(seconds * 1000)),
      },
      {
        stroke: ink,
        font,
        size: PLOT_LEFT,
        space: 36,
        grid,
        ticks: { show: false },
        ...(isOfBytes(latest.current.curve.kind) ? { incrs: powersOfTwo } : {}),
        values: (_, splits) => splits.map((value) => valueText(latest.current.curve.kind, value)),
      },
    ],
    series: [
      {},
      ...Array.from({ length: seriesCount }, (_, index): uPlot.Series => {
        const stroke = () => colorOf(box, seriesTokens[index % seriesTokens.length] ?? '--ink-soft');
        return {
          stroke,
          width: 2,
          dash: [...(seriesDashes[index % seriesDashes.length] ?? [])],
          spanGaps: false,
          points: { show: true, size: 5, stroke, fill: stroke, filter: (self, place) => lonePlaces(self.data[place] as (number | null)[]) },
        };
      }),
    ],
    hooks: {
      draw: [(self) => drawEvents(self, latest.current.events, colorOf(box, '--teal'))],
      setCursor: [(self) => latest.current.onCursor(self.cursor.idx ?? null)],
      setSelect: [
        (self) => {
          const { left, width } = self.select;
          if (width < SMALLEST_DRAG_PX) return;
          latest.current.onZoom({ from: self.posToVal(left, 'x') * 1000, to: self.posToVal(left + width, 'x') * 1000 });
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

function drawEvents({ ctx, bbox, valToPos }: uPlot, events: readonly number[], color: string): void {
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = window.devicePixelRatio;
  ctx.setLineDash([4, 3]);
  for (const time of events) {
    const left = Math.round(valToPos(time / 1000, 'x', true));
    if (left < bbox.left || left > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

/** A canvas knows no variables: what this one is here, in the theme of now. */
function colorOf(box: HTMLElement, token: string): string {
  const before = box.style.color;
  box.style.color = `var(${token})`;
  const { color } = getComputedStyle(box);
  box.style.color = before;
  return color;
}
