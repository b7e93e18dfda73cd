import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { IntlProvider } from 'use-intl';
import { afterEach, expect, test } from 'vitest';
import { en } from '../messages/en.ts';
import { Dialog } from './dialog.tsx';

afterEach(cleanup);

function Page() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button">Before</button>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      {isOpen && (
        <Dialog open onClose={() => setOpen(false)} title="Question" actions={<button type="button">Yes</button>}>
          Text
        </Dialog>
      )}
    </>
  );
}

test('opened and left by keyboard, the focus is back where it was', async () => {
  const user = userEvent.setup();
  render(
    <IntlProvider locale="en" messages={en}>
      <Page />
    </IntlProvider>,
  );
  await user.tab();
  await user.tab();
  await user.keyboard('{Enter}');
  const dialog = await screen.findByRole('dialog');
  expect(dialog.contains(document.activeElement)).toBe(true);
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Open'));
});
