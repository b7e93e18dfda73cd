import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted, refused } from '@/lib/contract/errors.ts';
import { useMirrorHistory } from '@/lib/query/use-history.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { AvailabilityBand } from './availability-band.tsx';

afterEach(cleanup);

const NOW = Date.UTC(2026, 10, 30, 8);
const band = { from: NOW - 1000, to: NOW, writable: [], members: [] };
const history = { range: '5m', now: NOW, members: [], buckets: [] };

/** Opened while the member answers, and asked again when it is silent, as when a person comes back to the tab. */
async function silenceAfter(part: React.ReactNode, shown: string) {
  let isSilent = false;
  openPage(part, { summary }, ({ kind }) =>
    isSilent ? refused('P100', [TARGET, 'no answer']) : accepted(kind === 'mirror-history' ? history : band),
  );
  await screen.findByText(shown);
  expect(screen.queryByText(/No answer from/)).toBeNull();
  isSilent = true;
  act(() => void window.dispatchEvent(new Event('visibilitychange')));
  const mark = await screen.findByText(/No answer from servera\/IRIS since \d\d:\d\d:\d\d; last known state shown\./);
  expect(screen.getByText(shown)).toBeTruthy();
  return mark;
}

test('a band that nobody tells any more says so, and since when', async () => {
  await silenceAfter(
    <AvailabilityBand target={TARGET} mirrorName="APRIL" events={[]} toEvent={() => undefined} />,
    'Nothing is known yet.',
  );
});

function Told() {
  const { value, stale } = useMirrorHistory(TARGET, { range: '5m', mirrorName: 'APRIL' });
  const clock = stale && new Date(stale.since).toISOString().slice(11, 19);
  return (
    <>
      <p>{value && `until ${value.now}`}</p>
      <p>{clock && `No answer from ${TARGET} since ${clock}; last known state shown.`}</p>
    </>
  );
}

test('what was known of the curves stays, and is old since nobody answers', async () => {
  await silenceAfter(<Told />, `until ${NOW}`);
});
