import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { en } from '../messages/en.ts';
import { Providers } from './providers.tsx';
import { announce } from '../ui/announce.ts';

afterEach(() => {
  cleanup();
  delete document.documentElement.dataset.theme;
});

test('what is announced has the colors that the person has chosen, and follows them', async () => {
  document.documentElement.dataset.theme = 'dark';
  render(
    <Providers locale="en" messages={en} timeZone="UTC">
      page
    </Providers>,
  );
  act(() => announce('Saved.'));
  const themeOf = async () => (await screen.findByText('Saved.')).closest('[data-sonner-theme]')?.getAttribute('data-sonner-theme');
  expect(await themeOf()).toBe('dark');
  await act(async () => {
    document.documentElement.dataset.theme = 'light';
    await Promise.resolve();
  });
  expect(await themeOf()).toBe('light');
});
