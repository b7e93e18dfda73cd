import { cleanup, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { MoreActions } from './more-actions.tsx';

afterEach(cleanup);

const NO = { code: 'P195', args: [] };
const offers = { 'try-primary': NO, 'force-primary': NO, 'resume-primary': NO, 'shut-down': NO };
const monitor = {
  offers,
  forceFacts: { journal: null },
  thisMember: { name: 'SERVERA/IRIS' },
  otherMember: { name: 'SERVERB/IRIS' },
} as Partial<Record<keyof InstanceView<'mirror-monitor'>, unknown>> as InstanceView<'mirror-monitor'>;

function Page() {
  const [isPossible, setPossible] = useState(true);
  const shown = isPossible ? { ...monitor, offers: { ...monitor.offers, 'resume-primary': null } } : monitor;
  return (
    <>
      <MoreActions target={TARGET} monitor={shown} />
      <button type="button" onClick={() => setPossible(false)}>
        Nothing is possible any more
      </button>
    </>
  );
}

test('when the last possible order is folded away under the focus, the focus is on the summary', () => {
  openPage(<Page />, { summary }, () => accepted(null));
  screen.getByRole('button', { name: 'Force to resume as primary' }).focus();
  fireEvent.click(screen.getByText('Nothing is possible any more'));
  expect(document.activeElement?.tagName).toBe('SUMMARY');
});

test('a focus elsewhere stays where it is', () => {
  openPage(<Page />, { summary }, () => accepted(null));
  fireEvent.click(screen.getByText('Nothing is possible any more'));
  expect(document.activeElement).toBe(document.body);
});
