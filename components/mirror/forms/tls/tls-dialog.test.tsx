import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import { formDefaults, openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { TlsDialog } from './tls-dialog.tsx';

afterEach(cleanup);

function openDialog(stored: (typeof formDefaults)['tls'], answer: () => Outcome<unknown> = () => accepted(null)) {
  const onSaved = vi.fn();
  const page = (
    <TlsDialog target={TARGET} stored={stored} certificateFiles={formDefaults.certificateFiles} onClose={() => {}} onSaved={onSaved} />
  );
  return { onSaved, ...openPage(page, { summary }, answer) };
}
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name, { exact: true });
const save = () => screen.getByRole('button', { name: 'Save' });

test('given stored configurations, then the password is left as it is unless the person chooses otherwise', async () => {
  const { user, sent, onSaved } = openDialog(formDefaults.tls);
  expect(screen.getByRole('heading', { name: 'Edit SSL/TLS Configurations for Mirror' })).toBeTruthy();
  expect(field('Leave as is').checked).toBe(true);
  expect(screen.queryByLabelText('Private key password')).toBeNull();
  await user.click(save());
  expect(sent).toEqual([{ kind: 'save-tls', ...formDefaults.tls?.files, privateKeyPassword: null }]);
  expect(onSaved).toHaveBeenCalledOnce();
});

test('when the password is cleared, then an empty one is sent', async () => {
  const { user, sent } = openDialog(formDefaults.tls);
  await user.click(field('Clear password'));
  await user.click(save());
  expect(sent[0]?.privateKeyPassword).toBe('');
});

test('given no configurations, then there is nothing to leave as it is; two different passwords are not sent', async () => {
  const { user, sent } = openDialog(null);
  expect(screen.queryByLabelText('Leave as is')).toBeNull();
  await user.type(field('Private key password'), 'one');
  await user.type(field('Private key password (confirm)'), 'two');
  await user.click(save());
  expect(screen.getByText('The two passwords are not the same.')).toBeTruthy();
  expect(field('Private key password (confirm)').getAttribute('aria-invalid')).toBe('true');
  expect(sent).toEqual([]);
  await user.clear(field('Private key password (confirm)'));
  await user.type(field('Private key password (confirm)'), 'one');
  await user.click(save());
  expect(sent[0]?.privateKeyPassword).toBe('one');
});

test('given a refusal of the password that was left as it is, then the choice says so, once, and comes into view', async () => {
  const { user } = openDialog(formDefaults.tls, () => refused('2207', [], 'privateKeyPassword'));
  await user.click(save());
  expect(await screen.findAllByText(/ERROR #2207/)).toHaveLength(1);
  const choice = screen.getByRole('radiogroup');
  expect(choice.getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement).toBe(choice);
  await user.click(field('Clear password'));
  expect(document.activeElement).toBe(field('Clear password'));
});

test('given a refusal of the password, then it is marked inside the dialog and the paths stay', async () => {
  const { user, onSaved } = openDialog(null, () => refused('2207', [], 'privateKeyPassword'));
  await user.click(screen.getByRole('button', { name: 'Browse for: File containing associated private key' }));
  await user.click(screen.getByRole('button', { name: '/isc/a.key' }));
  await user.click(save());
  // A newcomer to the lab has not chosen it: the page that tells it is named.
  expect((await screen.findByText(/ERROR #2207/)).textContent).toContain('That of the keys of the lab is on its page.');
  expect(document.activeElement).toBe(field('Private key password'));
  expect(field('File containing associated private key').value).toBe('/isc/a.key');
  expect(onSaved).not.toHaveBeenCalled();
});
