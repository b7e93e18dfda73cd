import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Tooltip } from 'radix-ui';
import { IntlProvider } from 'use-intl';
import { afterEach, expect, test } from 'vitest';
import { en } from '../messages/en.ts';
import { zh } from '../messages/zh.ts';
import { ReasonButton } from './reason-button.tsx';
import { RefusalNotice } from './refusal-notice.tsx';

afterEach(cleanup);

const show = (locale: 'en' | 'zh', what: React.ReactNode) =>
  render(
    <IntlProvider locale={locale} messages={locale === 'en' ? en : zh}>
      <Tooltip.Provider>{what}</Tooltip.Provider>
    </IntlProvider>,
  );

test('why a button is grey is a reason, not an error: a sentence, the way out, and a small number', async () => {
  const user = userEvent.setup();
  show(
    'en',
    <ReasonButton refusal={{ code: '2116', args: [] }} onPress={() => {}}>
      Stop
    </ReasonButton>,
  );
  const button = screen.getByRole('button', { name: 'Stop' });
  expect(document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
    'Operation is not allowed on the primary mirror member. Do this on another member.',
  );
  await user.click(button);
  expect(screen.getAllByText('#2116').length).toBeGreaterThan(0);
  expect(document.body.textContent).not.toContain('ERROR');
});

test('a page in a state that offers nothing is a note in both languages; an answer is an alert', () => {
  for (const locale of ['en', 'zh'] as const) {
    show(locale, <RefusalNotice refusal={{ code: '2113', args: [] }} />);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(document.body.textContent).not.toMatch(/ERROR|错误/);
    expect(screen.getByText('#2113')).toBeTruthy();
    cleanup();
    show(locale, <RefusalNotice refusal={{ code: '2113', args: [] }} alert />);
    expect(screen.getByRole('alert').textContent).toMatch(/^(ERROR|错误) #2113: /);
    cleanup();
  }
});
