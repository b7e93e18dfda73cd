import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import { stubResizes } from '../../../drawing/no-resizes-for-tests.ts';
import { messagesOf } from '../../../messages/messages-of.ts';
import { LiveSeed } from '../../../portal/live-seed.tsx';
import { Providers } from '../../../portal/providers.tsx';
import { SilentStream, TARGET } from '../../../portal/test-portal.tsx';
import { MirrorBand } from '../../card/mirror-card.tsx';
import { EventLane } from './event-lane.tsx';
import { useMirrorEvents } from './use-mirror-events.ts';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));
beforeEach(stubResizes);
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const BEGIN = Date.UTC(2026, 10, 30, 8);
const MINUTE = 60_000;
const told = (member: string, sequence: number, ms: number, code: 'backup-connection-lost' | 'became-primary'): TimelineEntry => ({
  key: `${member} ${sequence}`,
  at: new Date(BEGIN + ms).toISOString(),
  member,
  text: code,
  severity: 1,
  story: { code, args: [] },
  takeover: null,
});
const lost = told('SERVERA/IRIS', 7, 10 * MINUTE, 'backup-connection-lost');
const leads = told('SERVERB/IRIS', 4, 10 * MINUTE + 2000, 'became-primary');
/** So long ago that the newest entries lack it. */
const ledBefore = told('SERVERA/IRIS', 1, 5 * MINUTE, 'became-primary');

function show(node: React.ReactNode, locale: 'en' | 'zh' = 'en') {
  vi.stubGlobal('EventSource', SilentStream);
  const segments = [{ from: BEGIN + 10 * MINUTE + 500, to: BEGIN + 20 * MINUTE, state: 'primary' }];
  const members = [{ guid: 'b', name: 'SERVERB/IRIS', isFailover: true, segments }];
  vi.stubGlobal('fetch', async () => Response.json(accepted({ from: BEGIN, to: BEGIN + 20 * MINUTE, writable: [], members })));
  const lists = { all: [leads, lost], roles: [leads, ledBefore] };
  const seeds = Object.entries(lists).map(([only, entries]) => ({
    watch: { target: TARGET, query: 'mirror-timeline' as const, input: { only } },
    entry: { value: { entries, headline: null }, answeredAt: leads.at, refusal: null, refusedAt: null },
  }));
  render(
    <Providers locale={locale} messages={messagesOf(locale)} timeZone="UTC">
      <LiveSeed entries={seeds}>{node}</LiveSeed>
    </Providers>,
  );
}

function Lane() {
  return (
    <EventLane events={useMirrorEvents(TARGET, null)} toEvent={vi.fn()} view={{ from: BEGIN, to: BEGIN + 20 * MINUTE }} isLong={false} />
  );
}
const marks = () => screen.getAllByRole('button').map((mark) => mark.getAttribute('aria-label'));

test('the marks are those of all members, each with its name, each once, and changes of role of long ago', () => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(600);
  show(<Lane />);
  expect(marks()).toEqual([
    '1 event at 08:05:00: SERVERA/IRIS: Becoming primary mirror server',
    '2 events at 08:10:00: SERVERA/IRIS: Lost the connection to the backup · SERVERB/IRIS: Becoming primary mirror server',
  ]);
  cleanup();
  show(<Lane />, 'zh');
  expect(marks()[0]).toBe('08:05:00有1个事件：SERVERA/IRIS：正在成为主成员');
});

test('a band gives the reason of the member that it is of, whoever is asked', async () => {
  const member = {
    target: TARGET,
    memberGuid: 'a',
    name: 'SERVERA/IRIS',
    power: 'on',
    state: 'running',
    status: 'backup',
    isInSeveral: false,
  } as const;
  show(<MirrorBand mirror={{ guid: 'g', name: 'APRIL', members: [member] }} speaker={member} />);
  fireEvent.keyDown(await screen.findByRole('img', { name: /^SERVERB/ }), { key: 'End' });
  expect(screen.getByText(/^SERVERB\/IRIS: Primary/).textContent).toMatch(/\. Becoming primary mirror server$/);
});
