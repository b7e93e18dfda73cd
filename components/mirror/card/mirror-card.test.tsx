import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Refusal } from '@/lib/contract/errors.ts';
import { en } from '../../messages/en.ts';
import { LiveSeed } from '../../portal/live-seed.tsx';
import { Providers } from '../../portal/providers.tsx';
import { mirrorOf } from '../../topology/mirror-for-tests.ts';
import { MirrorCard } from './mirror-card.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const TARGET = 'serverb/IRIS';
const NOW = '2026-11-30T22:07:00.000Z';
const speaker = { target: TARGET, memberGuid: 'b', name: 'SERVERB/IRIS', power: 'on', state: 'running', status: 'primary' } as const;
const mirror = { guid: 'g', name: 'APRIL', members: [{ ...speaker, isInSeveral: false }] };
const monitor = {
  thisKind: 'failover',
  noFailover: false,
  failover: { ready: false, reason: 'backup-not-connected', args: ['SERVERA/IRIS'], lacking: [] },
  timeline: [],
};
const headline = {
  key: 'b 12',
  at: '2026-11-30T22:06:54.113Z',
  member: 'SERVERB/IRIS',
  text: 'Becoming primary mirror server',
  severity: 1,
  story: null,
  takeover: { term: 8, cause: 'agent-confirmed', from: { guid: 'a', name: 'SERVERA/IRIS' }, tookMs: 242, steps: [], gap: null },
};

function show(isSpoken: boolean, refusal: Refusal | null = null) {
  vi.stubGlobal(
    'EventSource',
    class {
      close() {}
      addEventListener() {}
    },
  );
  vi.stubGlobal('fetch', async () => Response.json(accepted({ from: 0, to: 1, writable: [], members: [] })));
  const values = { 'mirror-topology': mirrorOf(2), 'mirror-monitor': monitor, 'mirror-timeline': { entries: [], headline } };
  const seeds = Object.entries(values).map(([query, value]) => ({
    watch: { target: TARGET, query, input: query === 'mirror-timeline' ? { only: 'all' } : {} },
    entry: { value, answeredAt: NOW, refusal, refusedAt: refusal && '2026-11-30T22:08:00.000Z' },
  }));
  render(
    <Providers locale="en" messages={en} timeZone="UTC">
      <LiveSeed entries={seeds}>
        <MirrorCard mirror={mirror} speaker={isSpoken ? { ...speaker, isInSeveral: false } : null} />
      </LiveSeed>
    </Providers>,
  );
}

test('a card tells the latest takeover, the picture, whether it would fail over, and by whose word', () => {
  show(true);
  const card = screen.getByRole('region', { name: 'Mirror APRIL' });
  expect(card.textContent).toContain('SERVERB/IRIS took over from SERVERA/IRIS at 2026-11-30 22:06:54.');
  screen.getByRole('img', { name: /^SERVERA\/IRIS is the primary\. Every connection works/ });
  expect(card.textContent).toContain('Would it fail over now? No.');
  expect(card.textContent).toContain('As SERVERB/IRIS sees it.');
  expect(screen.getByRole('link', { name: 'Mirror Monitor of SERVERB/IRIS' }).getAttribute('href')).toBe('/serverb/iris/mirror/monitor');
});

test('where nobody answers it names the members, and leads to the Lab', () => {
  show(false);
  expect(screen.getByRole('list', { name: 'Members of APRIL' }).textContent).toContain('SERVERB/IRIS');
  expect(screen.getByRole('link', { name: 'Start it on the Lab page' }).getAttribute('href')).toBe('/lab');
});

test('of a speaker that is silent now the card says so, and since when, before what it said last', () => {
  show(true, { code: 'P100', args: [TARGET, 'no answer'] });
  const text = screen.getByRole('region', { name: 'Mirror APRIL' }).textContent ?? '';
  const mark = 'No answer from serverb/IRIS since 22:08:00; last known state shown.';
  expect(text).toContain(mark);
  expect(text.indexOf(mark)).toBeLessThan(text.indexOf('Would it fail over now?'));
});
