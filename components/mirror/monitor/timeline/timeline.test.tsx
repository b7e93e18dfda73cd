import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { messagesOf } from '../../../messages/messages-of.ts';
import { LiveSeed } from '../../../portal/live-seed.tsx';
import { Providers } from '../../../portal/providers.tsx';
import { SilentStream, TARGET } from '../../../portal/test-portal.tsx';
import { nextAnnouncement } from '../../../ui/announce.ts';
import { eventId } from '../history/event-marks.ts';
import { Timeline } from './timeline.tsx';

vi.mock('./write-probe-setting.tsx', () => ({ WriteProbeSetting: () => null }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const told = (sequence: number, code: 'backup-connection-lost' | 'became-primary'): TimelineEntry => ({
  key: `a ${sequence}`,
  at: new Date(Date.UTC(2026, 10, 30, 8, sequence)).toISOString(),
  member: 'SERVERA/IRIS',
  text: code,
  severity: 1,
  story: { code, args: [] },
  takeover: null,
});
const [ofOld, lost, leads, gone] = [
  told(1, 'became-primary'),
  told(2, 'backup-connection-lost'),
  told(3, 'became-primary'),
  told(0, 'became-primary'),
];

function show() {
  vi.stubGlobal('EventSource', SilentStream);
  Element.prototype.scrollIntoView = () => undefined;
  const seeds = Object.entries({ all: [leads, lost], roles: [leads, ofOld] }).map(([only, entries]) => ({
    watch: { target: TARGET, query: 'mirror-timeline' as const, input: { only } },
    entry: { value: { entries, headline: null }, answeredAt: leads.at, refusal: null, refusedAt: null },
  }));
  const onShown = vi.fn();
  const page = (wanted: string | null) => (
    <Providers locale="en" messages={messagesOf('en')} timeZone="UTC">
      <LiveSeed entries={seeds}>
        <Timeline target={TARGET} mirrorName={null} monitor={{} as InstanceView<'mirror-monitor'>} wanted={wanted} onShown={onShown} />
      </LiveSeed>
    </Providers>
  );
  const { rerender } = render(page(null));
  return { onShown, want: (entry: TimelineEntry) => act(() => rerender(page(eventId(entry)))) };
}
const onlyRoles = () => screen.getByRole<HTMLInputElement>('checkbox', { name: 'Role changes only' });

test('what is wanted is gone to in the list that has it: the filter is taken off, or put on', () => {
  const { want, onShown } = show();
  want(ofOld);
  expect(document.activeElement?.textContent).toBe('2026-11-30 08:01:00.000');
  expect(onlyRoles().checked).toBe(true);
  want(lost);
  expect(document.activeElement?.textContent).toBe('2026-11-30 08:02:00.000');
  expect(onlyRoles().checked).toBe(false);
  expect(onShown).toHaveBeenCalledTimes(2);
});

test('what is in neither is said not to be there', () => {
  const { want, onShown } = show();
  want(gone);
  expect(nextAnnouncement()?.text).toBe('The timeline does not show this event any more.');
  expect(onShown).toHaveBeenCalledTimes(1);
});
