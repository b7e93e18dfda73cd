import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { failoverReasons } from '@/lib/contract/failover.ts';
import { messagesOf } from '../../../messages/messages-of.ts';
import { Providers } from '../../../portal/providers.tsx';
import { FailoverVerdict } from './failover-verdict.tsx';

afterEach(cleanup);

type Monitor = Parameters<typeof FailoverVerdict>[0]['monitor'];
function show(locale: 'en' | 'zh', failover: Partial<Monitor['failover']>): string {
  const monitor: Monitor = {
    noFailover: false,
    failover: { ready: true, reason: 'ready-arbiter', args: ['SERVERB/IRIS', 'SERVERA/IRIS'], lacking: [], ...failover },
  };
  render(
    <Providers locale={locale} messages={messagesOf(locale)} timeZone="UTC">
      <FailoverVerdict monitor={monitor} />
    </Providers>,
  );
  const text = screen
    .getAllByRole('status')
    .map(({ textContent }) => textContent)
    .join('\n');
  cleanup();
  return text;
}

test('yes is said only when nothing is lacking and every death is survived', () => {
  expect(show('en', {})).toContain('Would it fail over now? Yes. ');
  expect(show('en', { reason: 'ready-agent-only' })).toContain('Yes, but.');
  expect(show('en', { ready: false, reason: 'backup-not-active' })).toContain('now? No. ');
});

test('yes, but: each database that nobody would serve, what it lacks and where to mend it', () => {
  const lacking: Monitor['failover']['lacking'] = [
    { lack: 'missing', names: ['DATA2'] },
    { lack: 'inactive', names: ['DATA3', 'DATA4'] },
  ];
  const text = show('en', { lacking });
  expect(text).toContain('Yes, but.');
  expect(text).toContain('nobody would serve these databases');
  expect(text).toContain('DATA2: not on that member; create it there');
  expect(text).toContain('DATA3, DATA4: needs activation');
  expect(show('zh', { lacking })).toMatch(/能，但是：.*DATA2：不在该成员上/s);
});

test.each(failoverReasons)('%s is worded in both languages, with what is inserted', (reason) => {
  for (const locale of ['en', 'zh'] as const)
    expect(show(locale, { ready: reason.startsWith('ready'), reason })).not.toMatch(/failoverReason|\{\w+\}/);
});
