import { cleanup, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import type { Monitor } from '../databases/database-actions.tsx';
import { ProtectionNote } from './protection-note.tsx';

function show(part: Partial<Monitor>) {
  openPage(<ProtectionNote target={TARGET} monitor={{ mirrorName: 'APRIL', ...part } as Partial<Monitor> as Monitor} />, { summary }, () =>
    accepted(null),
  );
}

test('a mirror without SSL/TLS is warned about, one with it is not', () => {
  for (const useTls of [true, false]) {
    show({ useTls, hasCredentials: useTls });
    expect(screen.queryByText(/APRIL does not use SSL\/TLS/) === null).toBe(useTls);
    cleanup();
  }
});

test('a member that cannot use its own SSL/TLS configuration says so, with the way to the page that mends it', () => {
  const pages = { failover: '/servera/iris/mirror/edit', 'disaster-recovery': '/servera/iris/mirror/edit-async' } as const;
  for (const thisKind of ['failover', 'disaster-recovery'] as const) {
    show({ useTls: true, hasCredentials: false, thisKind });
    expect(screen.getByText(/cannot be used/)).toBeDefined();
    expect(screen.getByRole('link', { name: /^Edit SSL\/TLS/ }).getAttribute('href')).toBe(pages[thisKind]);
    cleanup();
  }
});
