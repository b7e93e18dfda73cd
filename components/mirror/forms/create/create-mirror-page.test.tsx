import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, refused } from '@/lib/contract/errors.ts';
import { liveKeyOf } from '@/lib/contract/live.ts';
import { CreateMirrorPage } from './create-mirror-page.tsx';
import { formDefaults, openPage, summary, TARGET } from '../../../portal/test-portal.tsx';

const push = vi.hoisted(() => vi.fn());
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));

afterEach(() => {
  cleanup();
  push.mockReset();
});

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name, { exact: true });

test('given a refusal of a field inside Advanced Settings, then everything typed stays, the field is marked and has the focus', async () => {
  const { user, sent } = openPage(<CreateMirrorPage target={TARGET} />, { summary, 'form-defaults': formDefaults }, () =>
    refused('2086', ['10.0.0.9|2188', 'timeout'], 'agentAddress'),
  );
  await user.type(field('Mirror Name'), 'april');
  await user.click(field('Use Arbiter'));
  await user.type(field('Address'), '172.16.58.100');
  await user.click(screen.getByRole('button', { name: 'Save' }));

  await screen.findByText(/ERROR #2086: Agent is unreachable with 10\.0\.0\.9\|2188, reason: timeout/);
  expect(screen.getByText(/Check the address and the port/)).toBeTruthy();
  expect(document.activeElement).toBe(field('Agent Address'));
  expect(field('Agent Address').getAttribute('aria-invalid')).toBe('true');
  expect(field('Agent Address').closest('details')?.open).toBe(true);
  expect(field('Mirror Name').value).toBe('APRIL');
  expect(field('Address').value).toBe('172.16.58.100');
  expect(sent).toEqual([
    expect.objectContaining({
      kind: 'create-mirror',
      mirrorName: 'APRIL',
      arbiter: { address: '172.16.58.100', port: 2188 },
      virtualIp: null,
      networkInterface: null,
      qosTimeoutMs: 8000,
    }),
  ]);
  expect(push).not.toHaveBeenCalled();
});

test('given a name with a blank, when the field is left, then it is marked and the focus is not taken back; saving asks nobody', async () => {
  const { user, sent } = openPage(<CreateMirrorPage target={TARGET} />, { summary, 'form-defaults': formDefaults }, () => accepted(null));
  await user.type(field('Mirror Name'), 'my mirror');
  await user.tab();
  expect(screen.getByText(/ERROR #2110/)).toBeTruthy();
  expect(document.activeElement).not.toBe(field('Mirror Name'));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(document.activeElement).toBe(field('Mirror Name'));
  expect(sent).toEqual([]);
});

test('given no SSL/TLS configuration, when it is required, then the refusal points at the box beside the link that sets it up', async () => {
  const answers = [refused('2067', ['%MirrorServer'], 'useTls'), accepted(null)];
  const { user, sent } = openPage(
    <CreateMirrorPage target={TARGET} />,
    { summary, 'form-defaults': { ...formDefaults, tls: null } },
    () => answers.shift() ?? accepted(null),
  );
  await user.type(field('Mirror Name'), 'APRIL');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await vi.waitFor(() => expect(document.activeElement).toBe(field('Require SSL/TLS')));
  expect(screen.getByText(/ERROR #2067/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Set up SSL/TLS' })).toBeTruthy();
  await user.click(field('Require SSL/TLS'));
  expect(screen.getByText(/strongly recommended/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await vi.waitFor(() => expect(sent.at(-1)).toMatchObject({ kind: 'create-mirror', useTls: false }));
});

test('given a host name as superserver address, then it is warned of, and the private and agent address follow until they are changed', async () => {
  const { user } = openPage(<CreateMirrorPage target={TARGET} />, { summary, 'form-defaults': formDefaults }, () => accepted(null));
  expect(screen.getAllByText(/This is not an IP address/)).toHaveLength(3);
  await user.clear(field('Agent Address'));
  await user.type(field('Agent Address'), '10.1.1.1');
  await user.clear(field('Superserver Address'));
  await user.type(field('Superserver Address'), '172.16.58.101');
  expect(field('Mirror Private Address').value).toBe('172.16.58.101');
  expect(field('Agent Address').value).toBe('10.1.1.1');
  expect(screen.queryByText(/This is not an IP address/)).toBeNull();
});

test('when the mirror has been created, then the Mirror Monitor opens', async () => {
  const { user } = openPage(<CreateMirrorPage target={TARGET} />, { summary, 'form-defaults': formDefaults }, () => accepted(null));
  await user.type(field('Mirror Name'), 'april');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await vi.waitFor(() => expect(push).toHaveBeenCalledWith('/servera/iris/mirror/monitor'));
});

test('given that it becomes impossible while the form is open, then what was typed stays, the reason stands above, and nothing is sent', async () => {
  let client: QueryClient | undefined;
  function Client() {
    client = useQueryClient();
    return null;
  }
  const { user, sent } = openPage(
    <>
      <Client />
      <CreateMirrorPage target={TARGET} />
    </>,
    { summary, 'form-defaults': formDefaults },
    () => accepted(null),
  );
  await user.type(field('Mirror Name'), 'april');
  const off = { ...summary, menu: { ...summary.menu, createMirror: { code: '2066' as const, args: [] } } };
  const now = new Date().toISOString();
  act(() => {
    client?.setQueryData(liveKeyOf({ target: TARGET, query: 'summary', input: {} }), {
      value: off,
      answeredAt: now,
      refusal: null,
      refusedAt: null,
    });
  });
  expect(await screen.findByText('Mirroring Service is required but not enabled')).toBeTruthy();
  expect(field('Mirror Name').value).toBe('april');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(sent).toEqual([]);
});

test('given that creating is not possible, then the reason and the way to the cure stand in place of the form', () => {
  const off = { ...summary, mirrorServiceEnabled: false, menu: { ...summary.menu, createMirror: { code: '2066' as const, args: [] } } };
  openPage(<CreateMirrorPage target={TARGET} />, { summary: off, 'form-defaults': formDefaults }, () => accepted(null));
  expect(screen.getByText('Mirroring Service is required but not enabled')).toBeTruthy();
  expect(screen.queryByText(/ERROR/)).toBeNull();
  expect(screen.getByRole('link', { name: 'Enable Mirror Service' }).getAttribute('href')).toBe('/servera/iris/mirror/service');
  expect(screen.queryByLabelText('Mirror Name')).toBeNull();
});

test('an empty field says what it needs: neither its number, nor its name, nor that nothing is no address', async () => {
  const { user } = openPage(<CreateMirrorPage target={TARGET} />, { summary, 'form-defaults': formDefaults }, () => accepted(null));
  await user.click(screen.getByRole('checkbox', { name: 'Use Virtual IP' }));
  await user.click(screen.getByLabelText('IP Address'));
  await user.tab();
  expect((await screen.findByRole('alert')).textContent?.trim()).toBe('A value is needed.');
});
