import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { en } from '../messages/en.ts';
import { LiveSeed } from '../portal/live-seed.tsx';
import { Providers } from '../portal/providers.tsx';
import { SilentStream, TARGET } from '../portal/test-portal.tsx';
import { JournalSummaryPage } from './journal-summary-page.tsx';

afterEach(cleanup);

const FILE = '20261129.001';
const CREATED_AT = '2026-11-29T21:33:03.210Z';
const file = {
  name: FILE,
  path: `/iris/mgr/journal/${FILE}`,
  createdAt: CREATED_AT,
  sizeBytes: 4096,
  mirror: '',
  fileCount: 12,
  isCurrent: true,
  reason: 'start',
};

test('a journal file tells its time and its size as the other pages do, and what is not there as -', () => {
  vi.stubGlobal('EventSource', SilentStream);
  const fields = [
    { name: 'Max Size', value: '1073741824' },
    { name: 'Time Created', value: CREATED_AT },
    { name: 'File Count', value: '12' },
    { name: 'Prev File', value: '' },
  ];
  const entry = { value: { file, fields, previous: null, next: null }, answeredAt: CREATED_AT, refusal: null, refusedAt: null };
  render(
    <Providers locale="en" messages={en} timeZone="UTC">
      <LiveSeed entries={[{ watch: { target: TARGET, query: 'journal-summary', input: { file: FILE } }, entry }]}>
        <JournalSummaryPage target={TARGET} file={FILE} />
      </LiveSeed>
    </Providers>,
  );
  const told = [...document.querySelectorAll('dt')].map((term) => [term.textContent, term.nextElementSibling?.textContent]);
  expect(told).toEqual([
    ['Max Size', '1,024 MB'],
    ['Time Created', '2026-11-29 21:33:03.210'],
    ['File Count', '12'],
    ['Prev File', '-'],
  ]);
});
