import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { MenuButton } from './menu-button.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));

afterEach(cleanup);

test('opened by keyboard, the focus is on the first entry that leads somewhere; arrows go on, Escape closes and gives the focus back', async () => {
  const { user } = openPage(
    <MenuButton target={TARGET} />,
    { summary: { ...summary, menu: { ...summary.menu, createMirror: { code: '2066', args: [] } } } },
    () => accepted(null),
  );
  await user.tab();
  await user.keyboard('{Enter}');
  const links = await screen.findAllByRole('link');
  await waitFor(() => expect(document.activeElement).toBe(links[0]));
  await user.keyboard('{ArrowDown}');
  expect(document.activeElement).toBe(links[1]);
  await user.keyboard('{ArrowUp}{ArrowUp}');
  expect(document.activeElement).toBe(links[0]);
  await user.keyboard('{End}');
  expect(document.activeElement).toBe(links.at(-1));
  await user.keyboard('{Home}');
  expect(document.activeElement).toBe(links[0]);
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('link')).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Menu' })));
});

const focused = () => document.activeElement?.textContent;

test('a letter goes to the next entry that begins with it, and round; more letters are the beginning of a name', async () => {
  const { user } = openPage(<MenuButton target={TARGET} />, { summary }, () => accepted(null));
  await user.tab();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(focused()).toBe('Databases'));
  await user.keyboard('m');
  expect(focused()).toBe('Mirror Monitor');
  await user.keyboard('m');
  expect(focused()).toBe('Messages Log');
  await user.keyboard('m');
  expect(focused()).toBe('Mirror Monitor');
  await user.keyboard('{Home}');
  vi.spyOn(Event.prototype, 'timeStamp', 'get').mockReturnValue(1e9);
  await user.keyboard('join as a');
  expect(focused()).toBe('Join as Async');
  await user.keyboard('{Control>}m{/Control}');
  expect(focused()).toBe('Join as Async');
  vi.restoreAllMocks();
});
