import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { IntlProvider } from 'use-intl';
import { afterEach, expect, test, vi } from 'vitest';
import { en } from '../messages/en.ts';
import { Button } from './button.tsx';
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

test('where the opener is folded away meanwhile, the focus is on what unfolds it', async () => {
  const user = userEvent.setup();
  const page = (isFolded: boolean, isOpen: boolean) => (
    <IntlProvider locale="en" messages={en}>
      <details open={!isFolded}>
        <summary>More</summary>
        <button type="button">Opener</button>
      </details>
      {isOpen && (
        <Dialog open onClose={() => undefined} title="Question">
          Text
        </Dialog>
      )}
    </IntlProvider>
  );
  const { rerender } = render(page(false, false));
  await user.click(screen.getByRole('button', { name: 'Opener' }));
  rerender(page(false, true));
  await screen.findByRole('dialog');
  rerender(page(true, true));
  rerender(page(true, false));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByText('More')));
});

function Form({ busy = false, edited = false, onClose }: { busy?: boolean; edited?: boolean; onClose: () => void }) {
  return (
    <IntlProvider locale="en" messages={en}>
      <Dialog open busy={busy} edited={edited} onClose={onClose} title="Form" actions={<Button busy={busy}>Save</Button>}>
        <form>
          <input aria-label="Name" />
        </form>
      </Dialog>
    </IntlProvider>
  );
}

test('a form begins at its first field; while its command runs it stays open, and its button keeps the focus', async () => {
  const user = userEvent.setup();
  const onClose = vi.fn();
  const { rerender } = render(<Form onClose={onClose} />);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Name')));
  screen.getByRole('button', { name: 'Save' }).focus();
  rerender(<Form busy onClose={onClose} />);
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Save' }));
  await user.keyboard('{Escape}');
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(onClose).not.toHaveBeenCalled();
  rerender(<Form onClose={onClose} />);
  await user.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledTimes(1);
});

test('Escape does not throw away what was typed: it asks', async () => {
  const user = userEvent.setup();
  const onClose = vi.fn();
  render(<Form edited onClose={onClose} />);
  await user.keyboard('{Escape}');
  expect(onClose).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'Keep editing' }));
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(onClose).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'Leave without saving' }));
  expect(onClose).toHaveBeenCalledTimes(1);
});
