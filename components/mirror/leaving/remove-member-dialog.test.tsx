import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Leaving } from '@/lib/contract/leaving.ts';
import type { Locale } from '@/lib/contract/errors.ts';
import { TARGET } from '../../portal/test-portal.tsx';
import { messagesOf } from '../../messages/messages-of.ts';
import { Providers } from '../../portal/providers.tsx';
import { RemoveMemberDialog } from './remove-member-dialog.tsx';

afterEach(cleanup);

const others: Leaving['others'] = [
  { guid: 'b', name: 'SERVERB/IRIS', kind: 'failover', connected: true, offer: null },
  { guid: 'd', name: 'SERVERD/IRIS', kind: 'disaster-recovery', connected: false, offer: null },
];
const leaving = { mirrorName: 'APRIL', others } as Partial<Leaving> as Leaving;

test.each([
  ['en', ['SERVERB/IRIS Failover, connected', 'SERVERD/IRIS Disaster Recovery, not connected']],
  ['zh', ['SERVERB/IRIS 故障转移，已连接', 'SERVERD/IRIS 灾难恢复，未连接']],
] as const satisfies [Locale, string[]][])('each member is named with what it is, in the marks of the language: %s', (locale, names) => {
  render(
    <Providers locale={locale} messages={messagesOf(locale)} timeZone="UTC">
      <RemoveMemberDialog target={TARGET} leaving={leaving} version={1} onClose={() => {}} />
    </Providers>,
  );
  expect(names.map((name) => screen.queryByRole('radio', { name }) !== null)).toEqual([true, true]);
});
