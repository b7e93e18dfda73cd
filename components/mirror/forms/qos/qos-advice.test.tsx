import { cleanup, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { QosAdvice } from '@/lib/contract/qos-advice.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { QosAdvisor } from './qos-advice.tsx';
import { stubResizes } from '../../../drawing/no-resizes-for-tests.ts';

const DAY = 86_400_000;
const measured: QosAdvice = {
  qosTimeoutMs: 8000,
  now: 7 * DAY,
  since: 60_000,
  partner: {
    name: 'SERVERB/IRIS',
    inTime: 1000,
    late: [
      [60, 500_000],
      [1010, 3],
    ],
  },
  arbiter: { name: '172.16.58.100', inTime: 0, late: [[3000, 2]] },
};

beforeEach(stubResizes);
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Field() {
  const [typed, setTyped] = useState('8000');
  return (
    <>
      <input aria-label="timeout" value={typed} onChange={(event) => setTyped(event.target.value)} />
      <QosAdvisor target={TARGET} typed={typed} />
    </>
  );
}
const open = (advice: QosAdvice) => openPage(<Field />, { summary }, () => accepted(advice));
const type = (value: string) => fireEvent.change(screen.getByLabelText('timeout'), { target: { value } });

test('the sentence changes as another number is typed, and the picture says it, too', async () => {
  open(measured);
  await screen.findByText('At 8,000 ms there would have been no false alarm in 7 days.');
  type('2000');
  const sentence = 'At 2,000 ms there would have been 3 false alarms in 7 days.';
  expect(screen.getByText(sentence)).toBeTruthy();
  expect(screen.getByRole('img').getAttribute('aria-label')).toContain(sentence);
  expect(screen.getByText('A silence of 1,250 ms counts as a loss.')).toBeTruthy();
  expect(screen.getByText('Limit at 2,000 ms')).toBeTruthy();
  expect(
    screen.getByText(/From 3,300 ms on there would have been no false alarm. The arbiter would have been held lost 2 times/),
  ).toBeTruthy();
  type('20x');
  expect(screen.queryByText(/would have been .* in 7 days/)).toBeNull();
});

test('the same in numbers, for those who cannot see it', async () => {
  open(measured);
  fireEvent.click(await screen.findByRole('button', { name: 'Show as table' }));
  expect(screen.getAllByRole('row').map((row) => row.textContent)).toEqual([
    'Late byWords',
    'In time1,000',
    'up to 100 ms500,000',
    'up to 2,000 ms3',
  ]);
});

test('of a short time it says how short; where nothing was measured it says so', async () => {
  open({ ...measured, since: 7 * DAY - 3_600_000 });
  await screen.findByText('At 8,000 ms there would have been no false alarm in 1 h 0 min.');
  cleanup();
  open({ ...measured, since: null, partner: null });
  await screen.findByText(/Nothing has been measured yet/);
  expect(screen.queryByRole('img')).toBeNull();
});
