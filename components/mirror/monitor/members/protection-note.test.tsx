import { cleanup, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import { openPage, summary } from '../../../portal/test-portal.tsx';
import type { Monitor } from '../databases/database-actions.ts';
import { ProtectionNote } from './protection-note.tsx';

test('a mirror without SSL/TLS is warned about, one with it is not', () => {
  for (const useTls of [true, false]) {
    openPage(<ProtectionNote monitor={{ mirrorName: 'APRIL', useTls } as Partial<Monitor> as Monitor} />, { summary }, () =>
      accepted(null),
    );
    expect(screen.queryByText(/APRIL does not use SSL\/TLS/) === null).toBe(useTls);
    cleanup();
  }
});
