import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { IntlProvider } from 'use-intl';
import { afterEach, expect, test, vi } from 'vitest';
import { en } from '../messages/en.ts';
import { mayLeaveFor } from './leave-request.ts';
import { useLeaveGuard } from './use-leave-guard.tsx';

const push = vi.fn();
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));

afterEach(() => {
  cleanup();
  push.mockClear();
});

function Guarded({ edited }: { edited: boolean }) {
  return useLeaveGuard(edited);
}
const show = (edited: boolean) =>
  render(
    <IntlProvider locale="en" messages={en}>
      <Guarded edited={edited} />
    </IntlProvider>,
  );

test('another instance is chosen: what is unsaved is asked about first, and the answer leads there', async () => {
  const user = userEvent.setup();
  show(true);
  let may = true;
  act(() => {
    may = mayLeaveFor('/serverb/iris/mirror/edit');
  });
  expect(may).toBe(false);
  await user.click(await screen.findByRole('button', { name: 'Stay on the page' }));
  expect(push).not.toHaveBeenCalled();
  act(() => void mayLeaveFor('/serverb/iris/mirror/edit'));
  await user.click(await screen.findByRole('button', { name: 'Leave without saving' }));
  expect(push).toHaveBeenCalledWith('/serverb/iris/mirror/edit');
});

test('nothing is unsaved: nothing is asked', () => {
  show(false);
  expect(mayLeaveFor('/serverb/iris/mirror/edit')).toBe(true);
});

test('Back from one panel of the page to another leaves nothing, and is not asked about', () => {
  show(true);
  act(() => void window.dispatchEvent(new PopStateEvent('popstate')));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('Back is asked about, and does not ask twice when it may', async () => {
  const user = userEvent.setup();
  const go = vi.spyOn(window.history, 'go').mockImplementation(() => window.dispatchEvent(new PopStateEvent('popstate')));
  show(true);
  window.history.replaceState(null, '');
  act(() => void window.dispatchEvent(new PopStateEvent('popstate')));
  await user.click(await screen.findByRole('button', { name: 'Leave without saving' }));
  expect(go).toHaveBeenCalledWith(-2);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  go.mockRestore();
});
