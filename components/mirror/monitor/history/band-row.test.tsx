import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { IntlProvider } from 'use-intl';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { messagesOf } from '../../../messages/messages-of.ts';
import { BandRow } from './band-row.tsx';
import { eventId } from './event-marks.ts';
import { goToEvent } from './go-to-event.ts';
import { stubResizes } from '../../../drawing/no-resizes-for-tests.ts';

const BEGIN = Date.UTC(2026, 10, 30, 8);
const at = (seconds: number) => BEGIN + seconds * 1000;
const event = {
  key: 'a 1',
  takeover: null,
  at: new Date(at(602)).toISOString(),
  member: 'SERVERA/IRIS',
  text: 'Lost the connection to the backup',
  severity: 2,
  story: { code: 'backup-connection-lost' as const, args: [] },
};
const line = {
  name: 'SERVERB/IRIS',
  isFailover: true,
  segments: [
    { state: 'in-step' as const, from: at(0), to: at(600) },
    { state: 'down' as const, from: at(600), to: at(660) },
    { state: 'in-step' as const, from: at(660), to: at(3600) },
  ],
};

beforeEach(() => {
  stubResizes();
  Element.prototype.scrollIntoView = () => undefined;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(locale: 'en' | 'zh' = 'en') {
  render(
    <IntlProvider locale={locale} messages={messagesOf(locale)} timeZone="UTC">
      <BandRow toEvent={(one) => goToEvent(eventId(one))} line={line} from={at(0)} to={at(3600)} events={[event]} />
      <span id={eventId(event)} tabIndex={-1}>
        the entry
      </span>
    </IntlProvider>,
  );
  return screen.getByRole('img', { name: /^SERVERB\/IRIS/ });
}

test('arrow keys go from segment to segment, each says what, how long and why', () => {
  const band = show();
  fireEvent.keyDown(band, { key: 'Home' });
  expect(screen.getByText(/Backup, active/).textContent).toBe(
    'SERVERB/IRIS: Backup, active, 2026-11-30 08:00:00 to 2026-11-30 08:10:00 (10 min 0 s).',
  );
  fireEvent.keyDown(band, { key: 'ArrowRight' });
  expect(screen.getByText(/Down/).textContent).toBe(
    'SERVERB/IRIS: Down, 2026-11-30 08:10:00 to 2026-11-30 08:11:00 (1 min 0 s). SERVERA/IRIS: Lost the connection to the backup',
  );
  fireEvent.keyDown(band, { key: 'End' });
  fireEvent.keyDown(band, { key: 'ArrowRight' });
  expect(screen.getByText(/Backup, active/).textContent).toContain('08:11:00 to 2026-11-30 09:00:00');
});

test('Enter leads to the event of the timeline', () => {
  const band = show();
  fireEvent.keyDown(band, { key: 'Home' });
  fireEvent.keyDown(band, { key: 'Enter' });
  expect(document.activeElement?.textContent).not.toBe('the entry');
  fireEvent.keyDown(band, { key: 'ArrowRight' });
  fireEvent.keyDown(band, { key: 'Enter' });
  expect(document.activeElement?.textContent).toBe('the entry');
});

test('pointing at a segment says the same; a click leads to its event', () => {
  const band = show();
  const outage = band.querySelectorAll('svg > rect')[3] as Element;
  fireEvent.pointerEnter(outage);
  expect(screen.getByText(/Down/)).toBeTruthy();
  fireEvent.click(outage);
  expect(document.activeElement?.textContent).toBe('the entry');
});

test('how much of the known time was good stands beside it', () => {
  show();
  expect(screen.getByText('98.33 % · 1 min 0 s')).toBeTruthy();
});

test('in Chinese', () => {
  const band = show('zh');
  fireEvent.keyDown(band, { key: 'Home' });
  expect(screen.getByText(/活动备用成员/).textContent).toMatch(/^SERVERB\/IRIS：活动备用成员，/);
});
