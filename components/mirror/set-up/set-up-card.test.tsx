import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../../portal/test-portal.tsx';
import { SetUpCard } from './set-up-card.tsx';

afterEach(cleanup);

const steps = () => screen.getAllByRole('listitem').map((item) => item.textContent);

test.each([
  { isOn: false, text: 'To do: Enable the mirror service.Enable Mirror Service' },
  { isOn: true, text: 'Done: Enable the mirror service.' },
])('a step is ticked when the instance says so and not before: service on: $isOn', ({ isOn, text }) => {
  openPage(<SetUpCard target={TARGET} summary={{ ...summary, mirrorServiceEnabled: isOn }} />, { summary }, () => accepted(null));
  expect(steps()).toHaveLength(4);
  expect(steps()[1]).toBe(text);
});

test('the first step that is open is the current one, and leads to its page', () => {
  openPage(<SetUpCard target={TARGET} summary={summary} />, { summary }, () => accepted(null));
  const current = screen.getAllByRole('listitem').find((item) => item.getAttribute('aria-current') === 'step');
  expect(current?.textContent).toMatch(/Start the ISCAgent of servera/);
  expect(
    within(current as HTMLElement)
      .getByRole('link')
      .getAttribute('href'),
  ).toBe('/lab');
});
