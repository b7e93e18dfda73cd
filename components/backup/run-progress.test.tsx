import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import { openWith } from './backup-test-portal.tsx';
import { RunProgress, type RunProgressView } from './run-progress.tsx';

afterEach(cleanup);

const running: RunProgressView = {
  runId: 4,
  task: 'FullDBList',
  processId: 4711,
  file: '/a/Backup/FullDBList_20260301_001.cbk',
  kind: 'full',
  startedAt: '2026-03-01T12:00:00.000Z',
  estimatedFinishAt: null,
  elapsedMs: 3_725_000,
  remainingMs: null,
  estimatedSizeBytes: null,
  currentSizeBytes: 52_428_800,
  bytesPerSecond: 10_485_760,
  percentCompleted: null,
  at: 'DEMO',
};
const open = (progress: RunProgressView) => openWith(<RunProgress progress={progress} />, [], () => accepted(null));
const valueBeside = (label: string) => screen.getByText(label, { exact: true }).nextElementSibling?.textContent;

test('what is not known yet is not guessed', () => {
  open(running);
  expect(['Estimated finish time', 'Time remaining', 'Estimated backup size', '% completed'].map(valueBeside)).toEqual([
    '-',
    '-',
    '-',
    '-',
  ]);
  expect(screen.getByRole('progressbar', { name: 'Progress of Full backup of the list' }).hasAttribute('value')).toBe(false);
});

test('times are hours, minutes and seconds; rates and sizes have units; 100 % means that all is done', () => {
  open({ ...running, remainingMs: 59_600, percentCompleted: 99.9 });
  expect(valueBeside('Total time')).toBe('01:02:05');
  expect(valueBeside('Time remaining')).toBe('00:01:00');
  expect(valueBeside('Current backup rate')).toBe('10 MB/s');
  expect(valueBeside('Current backup size')).toBe('50 MB');
  expect(valueBeside('% completed')).toBe('99 %');
  expect(screen.getByText('Works on DEMO')).toBeTruthy();
});
