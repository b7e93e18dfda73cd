import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { MemberStatus } from '@/lib/contract/member-status.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { MemberRibbon } from './member-ribbon.tsx';

afterEach(cleanup);

const shows = (...statuses: MemberStatus[]) => {
  const mirrors = statuses.map((status, index) => ({ name: `APRIL${index + 1}`, status }));
  const mirror = mirrors[0] ? { ...mirrors[0], memberName: 'SERVERD/IRIS', type: 'read-only-reporting' as const } : null;
  openPage(<MemberRibbon target={TARGET} />, { summary: { ...summary, mirror, mirrors } }, () => ({ ok: true, value: null }));
  return screen.getByRole('region', { name: 'Member' }).textContent;
};

test('a member of one mirror shows its name and status', () => {
  expect(shows('connected')).toBe('SERVERD/IRIS·APRIL1·Connected');
});

test('an async in several mirrors shows all of them, and to how many it is connected', () => {
  expect(shows('connected', 'stopped')).toBe('SERVERD/IRIS·APRIL1, APRIL2·1/2 connected');
});

test('an instance without a mirror says so', () => {
  expect(shows()).toBe('SERVERA/IRIS·Not a mirror member');
});
