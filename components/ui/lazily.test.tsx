import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { lazily } from './lazily.tsx';

afterEach(cleanup);

test('a script that did not come is said to have failed, and asked for again by the next one to be drawn', async () => {
  let answers = false;
  const Late = lazily<{ name: string }>(
    async () => {
      if (!answers) throw new Error('The portal does not answer.');
      return ({ name }) => <p>{name} is here</p>;
    },
    ({ name }) => <p>{name} did not come</p>,
  );
  render(<Late name="first" />);
  await screen.findByText('first did not come');
  expect(Late.isLoaded()).toBe(false);
  answers = true;
  render(<Late name="second" />);
  await screen.findByText('second is here');
  render(<Late name="third" />);
  expect(screen.getByText('third is here')).toBeTruthy();
});
