import { cleanup, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import { openPage, summary } from '../../../portal/test-portal.tsx';
import { AuthorizationNote } from './authorization-note.tsx';
import type { Monitor } from '../databases/database-actions.tsx';

test('a member that waits for authorization says on whom; another one says nothing', () => {
  for (const awaitsAuthorizationOn of ['SERVERA/IRIS', null]) {
    openPage(
      <AuthorizationNote monitor={{ mirrorName: 'APRIL', awaitsAuthorizationOn } as Partial<Monitor> as Monitor} />,
      { summary },
      () => accepted(null),
    );
    expect(screen.queryByText(/waits for authorization\. Authorize it on SERVERA\/IRIS/) !== null).toBe(awaitsAuthorizationOn !== null);
    cleanup();
  }
});
