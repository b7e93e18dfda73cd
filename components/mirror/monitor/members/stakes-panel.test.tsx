import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { TopologyMember } from '@/lib/contract/topology.ts';
import { memberFor, mirrorOf } from '../../../topology/mirror-for-tests.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { StakesPanel } from './stakes-panel.tsx';

afterEach(cleanup);

/** What the row of a member says that is not primary. */
function rowOf(part: Partial<TopologyMember>): string {
  const topology = { ...mirrorOf(2), members: [memberFor('b', 'SERVERB/IRIS', part)] };
  openPage(<StakesPanel target={TARGET} mirrorName={null} />, { summary, 'mirror-topology': topology }, () => accepted(null));
  const [, row] = within(screen.getByRole('table')).getAllByRole('row');
  const text = row?.textContent ?? '';
  cleanup();
  return text;
}

test('at most lost: nothing, records and seconds, what only the time is known of, and what nobody knows', () => {
  const lost = (records: number | null, ms: number | null, unheardMs: number | null = null) =>
    rowOf({ atMostLost: { records, ms, unheardMs } });
  expect(lost(0, 0)).toContain('Nothing');
  expect(lost(1234, 2500)).toContain('1,234 records, 3 s');
  expect(lost(null, 2500)).toContain('all of the last 3 s');
  expect(lost(null, null, 61_000)).toContain('all since the last word, 1 min 1 s ago');
  expect(lost(null, null)).toContain('not known here');
});

test('told and is, with the age of the word; how soon it could serve', () => {
  const text = rowOf({ told: 'backup', says: { status: 'synchronizing', ageMs: 4000 }, readyMs: 325 });
  expect(text).toContain('Backup');
  expect(text).toMatch(/Synchronizing · 4 s ago/);
  expect(text).toContain('about 325 ms');
  expect(rowOf({ status: 'primary' })).toContain('It serves.');
});
