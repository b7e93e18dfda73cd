import { cleanup, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { accepted, type Refusal } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { StaleMark } from './stale-mark.tsx';

const since = '2026-11-30T03:00:00.000Z';

test.each<[string, Refusal | null, RegExp, RegExp]>([
  ['a portal that is silent', null, /The portal does not answer since/, /last known state shown/],
  [
    'a portal whose secret was replaced',
    { code: 'P580', args: [] },
    /The portal does not let this page in since/,
    /Open the address that npm start prints/,
  ],
  ['an instance that is silent', { code: 'P100', args: [TARGET, 'no answer'] }, /No answer from servera\/IRIS since/, /no answer/],
])('%s is told as such, with the way out', (_label, reason, title, text) => {
  openPage(<StaleMark target={TARGET} live={{ value: 1, answeredAt: since, refusal: null, stale: { since, reason } }} />, { summary }, () =>
    accepted(null),
  );
  const mark = screen.getByRole('status');
  expect(mark.textContent).toMatch(title);
  expect(mark.textContent).toMatch(text);
  cleanup();
});
