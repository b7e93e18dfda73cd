import { cleanup, render, screen } from '@testing-library/react';
import { IntlProvider } from 'use-intl';
import { afterEach, expect, test } from 'vitest';
import { liveOf } from '@/lib/query/use-live.ts';
import { messagesOf } from '../messages/messages-of.ts';
import { PartState } from './part-state.tsx';

afterEach(cleanup);

const AT = '2026-11-30T03:00:00.000Z';
const SILENCE = { code: 'P100', args: ['servera/IRIS', 'no answer'] } as const;
const known = { value: 1, answeredAt: AT, refusal: null, refusedAt: null };
const unknown = { ...known, value: null, answeredAt: null };

test.each([
  ['an awaited answer', undefined, 'Loading…', '正在加载…'],
  ['a fresh one', known, '', ''],
  [
    'an old one',
    { ...known, refusal: SILENCE, refusedAt: AT },
    'No answer from servera/IRIS since 03:00:00; last known state shown.',
    'servera/IRIS自03:00:00起没有响应；显示的是最后已知状态。',
  ],
  [
    'silence from the beginning',
    { ...unknown, refusal: SILENCE, refusedAt: AT },
    'servera/IRIS does not answer.',
    'servera/IRIS没有响应。',
  ],
])('%s is told as such', (_label, entry, english, chinese) => {
  for (const [locale, text] of [
    ['en', english],
    ['zh', chinese],
  ] as const) {
    const { container } = render(
      <IntlProvider locale={locale} messages={messagesOf(locale)} timeZone="UTC">
        <PartState target="servera/IRIS" live={liveOf(entry)} />
      </IntlProvider>,
    );
    expect(container.textContent).toBe(text);
    expect(screen.queryByRole('status') !== null).toBe(entry === undefined);
    cleanup();
  }
});

test('a refusal is told with its sentence and the way out, and nothing is awaited', () => {
  const { container } = render(
    <IntlProvider locale="en" messages={messagesOf('en')} timeZone="UTC">
      <PartState target="servera/IRIS" live={liveOf({ ...unknown, refusal: { code: 'P195', args: [] }, refusedAt: AT })} />
    </IntlProvider>,
  );
  expect(container.textContent).toContain('P195');
  expect(container.textContent).not.toContain('Loading');
});
