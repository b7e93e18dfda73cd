import { cleanup, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { EditMirrorForm } from './edit-mirror-form.tsx';
import { formDefaults, mirrorEdit, openPage, summary, TARGET } from '../../../portal/test-portal.tsx';

const push = vi.hoisted(() => vi.fn());
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));

afterEach(() => {
  cleanup();
  push.mockReset();
});

const live = { value: null, answeredAt: null, refusal: null, stale: null };
const newer: InstanceView<'mirror-edit'> = { ...mirrorEdit, config: { ...mirrorEdit.config, version: 8, qosTimeoutMs: 9000 } };
/** The button stands for the live stream: it brings the newer view. */
function Page({ first = mirrorEdit }: { first?: InstanceView<'mirror-edit'> }) {
  const [edit, setEdit] = useState(first);
  return (
    <>
      <button type="button" onClick={() => setEdit(newer)}>
        news
      </button>
      <EditMirrorForm target={TARGET} edit={edit} live={live} />
    </>
  );
}
const open = (answer = (): Outcome<unknown> => accepted(null), first = mirrorEdit) =>
  openPage(<Page first={first} />, { summary, 'form-defaults': formDefaults }, answer);
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name, { exact: true });
const asterisk = () => screen.queryByText(/^Edit Mirror \*/);

test('unsaved edits show as an asterisk in the path; it goes when they are taken back or saved', async () => {
  const { user, sent } = open();
  expect(asterisk()).toBeNull();
  await user.type(field('Address'), '9');
  expect(asterisk()).not.toBeNull();
  await user.type(field('Address'), '{Backspace}');
  expect(asterisk()).toBeNull();
  await user.type(field('Address'), '9');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await vi.waitFor(() => expect(asterisk()).toBeNull());
  expect(sent).toEqual([
    expect.objectContaining({ kind: 'edit-mirror', expectedVersion: 7, arbiter: { address: '172.16.58.1009', port: 2188 } }),
  ]);
});

test('given unsaved edits, when a link is followed, then the person is asked first', async () => {
  const { user } = open();
  await user.type(field('Address'), '9');
  await user.click(screen.getByRole('link', { name: 'Cancel' }));
  await screen.findByRole('dialog', { name: 'Unsaved changes' });
  await user.click(screen.getByRole('button', { name: 'Stay on the page' }));
  expect(field('Address').value).toBe('172.16.58.1009');
  expect(push).not.toHaveBeenCalled();
  await user.click(screen.getByRole('link', { name: 'Cancel' }));
  await user.click(await screen.findByRole('button', { name: 'Leave without saving' }));
  expect(push).toHaveBeenCalledWith('/servera/iris/mirror/monitor');
});

test('given an update from elsewhere, when something is typed, then it is told and nothing is overwritten', async () => {
  const { user, sent } = open();
  await user.type(field('Address'), '9');
  fireEvent.click(screen.getByRole('button', { name: 'news' }));
  expect(screen.getByText(/The mirror has changed since this page was loaded/)).toBeTruthy();
  expect(field('Quality of Service Timeout (msec)').value).toBe('8000');
  await user.click(screen.getByRole('button', { name: 'Show the new settings and keep my changes' }));
  expect(field('Quality of Service Timeout (msec)').value).toBe('9000');
  expect(field('Address').value).toBe('172.16.58.1009');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(sent[0]).toMatchObject({ expectedVersion: 8, qosTimeoutMs: 9000 });
});

test('given an update from elsewhere, when nothing is typed, then it is simply shown', () => {
  open();
  fireEvent.click(screen.getByRole('button', { name: 'news' }));
  expect(field('Quality of Service Timeout (msec)').value).toBe('9000');
  expect(asterisk()).toBeNull();
});

test('Observe Only is off, says what it means when it is set, and is sent', async () => {
  const { user, sent } = open();
  const setting = screen.getByRole('checkbox', { name: 'Observe Only' });
  expect((setting as HTMLInputElement).checked).toBe(false);
  expect(screen.queryByText(/nobody takes over when the primary fails/)).toBeNull();
  await user.click(setting);
  expect(screen.getByText(/nobody takes over when the primary fails/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await vi.waitFor(() => expect(sent).toEqual([expect.objectContaining({ kind: 'edit-mirror', expectedVersion: 7, observeOnly: true })]));
});

test('given a refusal without a field, then it stands above the form with its number and everything stays typed', async () => {
  const { user } = open(() => refused('P103', ['version 9']));
  await user.type(field('Address'), '9');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect((await screen.findByRole('alert')).textContent).toContain('ERROR #P103');
  expect(field('Address').value).toBe('172.16.58.1009');
});

test('on a member that is not the primary, the fields are read-only and Save says why', async () => {
  const refusal = { code: '2113' as const, args: [] };
  const { user, sent } = open(undefined, {
    ...mirrorEdit,
    isPrimary: false,
    actions: { save: refusal, authorize: refusal, verifyTls: null },
  });
  expect(screen.getAllByText('#2113').length).toBeGreaterThan(0);
  expect(screen.queryByText(/ERROR/)).toBeNull();
  expect(field('Address').disabled).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(sent).toEqual([]);
});
