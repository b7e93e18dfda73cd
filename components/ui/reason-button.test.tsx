import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type FormEvent, useState } from 'react';
import { IntlProvider } from 'use-intl';
import { afterEach, expect, test, vi } from 'vitest';
import { en } from '../messages/en.ts';
import { zh } from '../messages/zh.ts';
import { Dialog } from './dialog.tsx';
import { ReasonButton } from './reason-button.tsx';
import { RefusalNotice } from './refusal-notice.tsx';

/** Longer than it takes to go, once it may. */
const STAYS_MS = 400;

afterEach(cleanup);

const show = (locale: 'en' | 'zh', what: React.ReactNode) =>
  render(
    <IntlProvider locale={locale} messages={locale === 'en' ? en : zh}>
      {what}
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
  expect(await screen.findByText('#2116')).toBeTruthy();
  expect(document.body.textContent).not.toContain('ERROR');
});

test('the tip is there for as long as somebody looks at the button or at the tip, and Escape closes it alone', async () => {
  const user = userEvent.setup();
  show(
    'en',
    <>
      <ReasonButton refusal={{ code: '2116', args: [] }}>Stop</ReasonButton>
      <button type="button">Other</button>
    </>,
  );
  const [button, other] = [screen.getByRole('button', { name: 'Stop' }), screen.getByRole('button', { name: 'Other' })];
  await user.hover(button);
  const tip = await screen.findByText('#2116');
  await user.hover(tip);
  await user.hover(tip);
  await expect(waitFor(() => expect(screen.queryByText('#2116')).toBeNull(), { timeout: STAYS_MS })).rejects.toThrow();
  await user.hover(other);
  await waitFor(() => expect(screen.queryByText('#2116')).toBeNull());
  await user.tab();
  expect(document.activeElement).toBe(button);
  await screen.findByText('#2116');
  await user.keyboard('{Escape}');
  expect(screen.queryByText('#2116')).toBeNull();
  expect(document.activeElement).toBe(button);
});

test('in a dialogue Escape closes the tip first, then the dialogue', async () => {
  const user = userEvent.setup();
  const onClose = vi.fn();
  show(
    'en',
    <Dialog open title="Question" onClose={onClose} actions={<ReasonButton refusal={{ code: '2116', args: [] }}>Stop</ReasonButton>}>
      Now?
    </Dialog>,
  );
  expect((await screen.findByRole('button', { name: 'Cancel' })).matches(':focus')).toBe(true);
  await user.tab();
  await screen.findByText('#2116');
  await user.keyboard('{Escape}');
  expect(screen.queryByText('#2116')).toBeNull();
  expect(onClose).not.toHaveBeenCalled();
  await user.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledTimes(1);
});

test('it is the same button when it is offered and when it is not: whoever has pressed it keeps the focus', async () => {
  const user = userEvent.setup();
  const submit = vi.fn((event: FormEvent) => event.preventDefault());
  function Page() {
    const [isPossible, setPossible] = useState(true);
    return (
      <form onSubmit={submit} onSubmitCapture={() => setPossible(false)}>
        <ReasonButton type="submit" refusal={isPossible ? null : { code: 'P643', args: [] }}>
          Save
        </ReasonButton>
      </form>
    );
  }
  show('en', <Page />);
  const button = screen.getByRole('button', { name: 'Save' });
  await user.click(button);
  expect(submit).toHaveBeenCalledTimes(1);
  expect(document.activeElement).toBe(button);
  expect(button.getAttribute('aria-disabled')).toBe('true');
  await user.click(button);
  expect(submit).toHaveBeenCalledTimes(1);
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
