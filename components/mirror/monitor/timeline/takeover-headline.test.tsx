import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import { takeoverCauses, takeoverSteps } from '@/lib/contract/takeover.ts';
import { messagesOf } from '../../../messages/messages-of.ts';
import { LiveSeed } from '../../../portal/live-seed.tsx';
import { Providers } from '../../../portal/providers.tsx';
import { TARGET } from '../../../portal/test-portal.tsx';
import { TakeoverHeadline } from './takeover-headline.tsx';
import { TakeoverSteps } from './takeover-steps.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const takeover: NonNullable<TimelineEntry['takeover']> = {
  term: 8,
  cause: 'agent-confirmed',
  from: { guid: 'a', name: 'SERVERA/IRIS' },
  tookMs: 242.4,
  steps: takeoverSteps.map((step, index) => ({
    step,
    fromMs: index,
    toMs: index + 1,
    tries: 2,
    bytes: step === 'fetched' ? 12_288 : null,
  })),
  gap: null,
};
const entry: TimelineEntry = {
  key: 'b 12',
  at: '2026-11-30T22:06:54.113Z',
  member: 'SERVERB/IRIS',
  text: 'Becoming primary mirror server',
  severity: 1,
  story: { code: 'became-primary', args: [] },
  takeover,
};

function show(headline: TimelineEntry | null, locale: 'en' | 'zh' = 'en') {
  const sent: unknown[] = [];
  vi.stubGlobal(
    'EventSource',
    class {
      close() {}
      addEventListener() {}
    },
  );
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)));
    return Response.json(accepted(null));
  });
  const watch = { target: TARGET, query: 'mirror-timeline' as const, input: { only: 'all' } };
  const seed = { watch, entry: { value: { entries: [], headline }, answeredAt: entry.at, refusal: null, refusedAt: null } };
  render(
    <Providers locale={locale} messages={messagesOf(locale)} timeZone="UTC">
      <LiveSeed entries={[seed]}>
        <TakeoverHeadline target={TARGET} mirrorName={null} />
        {headline?.takeover && <TakeoverSteps entry={headline} takeover={headline.takeover} />}
      </LiveSeed>
    </Providers>,
  );
  return sent;
}

test('who, from whom, when, by whose word and how long; acknowledged by keyboard alone', async () => {
  const sent = show(entry);
  expect(screen.getByRole('status').textContent).toContain(
    'SERVERB/IRIS took over from SERVERA/IRIS at 2026-11-30 22:06:54. By the word of the ISCAgent of SERVERA/IRIS: the instance was down. It took 242 ms.',
  );
  const user = userEvent.setup();
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Acknowledge' }));
  await user.keyboard('{Enter}');
  expect(sent).toEqual([{ kind: 'acknowledge-takeover', term: 8 }]);
});

test('a gap that was measured says more than how long the takeover took', () => {
  show({ ...entry, takeover: { ...takeover, gap: { ms: 251, lastAt: '2026-11-30T22:06:53.870Z', firstAt: '2026-11-30T22:06:54.121Z' } } });
  expect(screen.getByRole('status').textContent).toContain('For 251 ms no write was acknowledged.');
  expect(screen.getByText('Measured gap: 251 ms between two acknowledged writes.')).toBeTruthy();
});

test('the longest step is explained when it was long', () => {
  show(entry);
  expect(screen.queryByText(/^Longest step/)).toBeNull();
  cleanup();
  const noticed = { step: 'noticed' as const, fromMs: 0, toMs: 4912, tries: 1, bytes: null };
  show({ ...entry, takeover: { ...takeover, tookMs: 5100, steps: [noticed, ...takeover.steps.slice(1)] } });
  expect(screen.getByText(/^Longest step: Loss noticed, 4,912 ms\. A silence counts as a loss only after/)).toBeTruthy();
});

test('without news there is nothing', () => {
  show(null);
  expect(screen.queryByRole('status')).toBeNull();
});

test('every cause and every step is worded in both languages, with what is inserted', () => {
  for (const locale of ['en', 'zh'] as const)
    for (const cause of takeoverCauses) {
      show({ ...entry, takeover: { ...takeover, cause } }, locale);
      expect(document.body.textContent).not.toMatch(/timeline\.|\{\w+\}/);
      expect(screen.getAllByRole('listitem')).toHaveLength(takeoverSteps.length);
      cleanup();
    }
  show(entry);
  expect(screen.getByText('Fetched 12 KB of journal, 2 times: began after 7 ms, took 1 ms.')).toBeTruthy();
});
