import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { announce } from './announce.ts';
import { Announced } from './announced.tsx';

afterEach(cleanup);

test.each(['the first', 'the second'])('what one test announced is not drawn in the next: %s', async (text) => {
  render(<Announced theme="light" label="Notices" />);
  announce(text);
  await screen.findByText(text);
  expect(screen.getAllByRole('listitem')).toHaveLength(1);
});
