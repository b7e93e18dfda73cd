import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { IntlProvider } from 'use-intl';
import { afterEach, expect, test, vi } from 'vitest';
import { messagesOf } from '../../../messages/messages-of.ts';
import type { Curve, Curves } from './curve-data.ts';
import { CurveLegend } from './curve-legend.tsx';
import { useCurveSentence } from './curve-sentence.tsx';
import { CurveTable } from './curve-table.tsx';
import { SpokenValue } from './spoken-value.tsx';

afterEach(cleanup);

const BEGIN = Date.UTC(2026, 10, 30, 8);
const at = [0, 1, 2, 3].map((second) => BEGIN + second * 1000);
const lag: Curve = {
  kind: 'lagTime',
  series: [
    { name: { member: 'SERVERA/IRIS' }, values: [null, null, null, null] },
    { name: { member: 'SERVERB/IRIS' }, values: [0, 3100, null, 0] },
  ],
};
const commits: Curve = {
  kind: 'commits',
  series: [
    { name: { word: 'p50' }, values: [1, 1, 1, 1] },
    { name: { word: 'p99' }, values: [3.25, 4, 4, 4] },
  ],
};
const curves: Curves = { at, bucketMs: 1000, curves: [lag, commits], backupShare: 0.714, commitCount: 7 };

function Said({ curve, of = curves }: { curve: Curve; of?: Curves }) {
  return <p data-testid="said">{useCurveSentence()(curve, of, false)}</p>;
}
const show = (node: React.ReactNode, locale: 'en' | 'zh' = 'en') =>
  render(
    <IntlProvider locale={locale} messages={messagesOf(locale)} timeZone="UTC">
      {node}
    </IntlProvider>,
  );

test('a sentence says the last and the largest value, how often nothing lagged, and how much is known', () => {
  show(<Said curve={lag} />);
  expect(screen.getByTestId('said').textContent).toBe(
    'SERVERB/IRIS: now 0 s, most 3.1 s at 08:00:01. At zero 67 % of the time. Known 75 % of the range.',
  );
});

test('once nobody answers, no value is that of now', () => {
  show(<Said curve={lag} of={{ ...curves, isStale: true }} />);
  expect(screen.getByTestId('said').textContent).toContain('SERVERB/IRIS: last known 0 s, most 3.1 s at 08:00:01.');
});

test('of commits also what the backup took', () => {
  show(<Said curve={commits} />);
  expect(screen.getByTestId('said').textContent).toBe(
    'p50: now 1 ms, most 1 ms at 08:00:00. p99: now 4 ms, most 4 ms at 08:00:01. Of the time that writers waited, 71 % was for the backup.',
  );
});

test('without anything known it says so', () => {
  show(<Said curve={{ kind: 'journal', series: [] }} />, 'zh');
  expect(screen.getByTestId('said').textContent).toBe('镜像日志（字节/秒）：此范围内没有数据。');
});

test('that nothing was committed is known, too', () => {
  const none = { ...curves, commitCount: 0, backupShare: null };
  show(<Said curve={{ kind: 'commits', series: [] }} of={none} />);
  expect(screen.getByTestId('said').textContent).toBe('Nothing was committed on this member in this range.');
});

test('the legend tells the values under the cross-hair; not known is not zero', () => {
  show(<CurveLegend curve={lag} cursor={0} hidden={[]} onToggle={() => {}} />);
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['SERVERA/IRISnot known', 'SERVERB/IRIS0 s']);
});

test('the table has the newest first', () => {
  show(<CurveTable curve={lag} at={at} isLong={false} />);
  const cells = screen.getAllByRole('cell').map(({ textContent }) => textContent);
  expect(cells.slice(0, 6)).toEqual(['08:00:03', 'not known', '0 s', '08:00:01', 'not known', '3.1 s']);
});

test('a hidden series keeps its place and its look, and says nothing', () => {
  const toggled: string[] = [];
  show(<CurveLegend curve={lag} cursor={1} hidden={['SERVERB/IRIS']} onToggle={(key) => toggled.push(key)} />);
  const button = screen.getByRole('button', { name: 'Draw SERVERB/IRIS' });
  expect(button.getAttribute('aria-pressed')).toBe('false');
  expect(screen.queryByText('3.1 s')).toBeNull();
  fireEvent.click(button);
  expect(toggled).toEqual(['SERVERB/IRIS']);
});

test('what the cross-hair stands on is spoken once it rests, with what is not known', () => {
  vi.useFakeTimers();
  show(<SpokenValue curve={lag} at={at} cursor={1} isLong={false} />);
  const spoken = screen.getByRole('status', { name: 'Value at the cross-hair' });
  act(() => vi.advanceTimersByTime(499));
  expect(spoken.textContent).toBe('');
  act(() => vi.advanceTimersByTime(1));
  expect(spoken.textContent).toBe('08:00:01: SERVERA/IRIS not known, SERVERB/IRIS 3.1 s.');
  vi.useRealTimers();
});
