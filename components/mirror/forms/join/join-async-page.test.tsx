import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { formDefaults, openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { JoinAsyncPage } from './join-async-page.tsx';

const { push } = vi.hoisted(() => ({ push: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));

afterEach(cleanup);

const april: InstanceView<'async-mirrors'>['mirrors'][number] = {
  mirrorName: 'APRIL',
  state: 'member',
  removedByOther: false,
  status: 'connected',
  journalTransfer: { kind: 'caught-up' },
  dejournaling: { kind: 'caught-up' },
  behindBytes: 0,
  useTls: false,
  self: {
    superserverAddress: '172.16.58.104',
    superserverPort: 1972,
    mirrorPrivateAddress: '172.16.58.104',
    agentAddress: '172.16.58.104',
    agentPort: 2188,
  },
  failoverMembers: [],
  databaseCount: 0,
  dejournalingStopped: false,
  dejournalFilter: null,
  actions: { stopMirror: null, startMirror: null, stopDejournaling: null, startDejournaling: null, leave: null },
};
const described = accepted({
  name: 'MAY',
  useTls: false,
  arbiter: null,
  virtualIp: null,
  qosTimeoutMs: 8000,
  primaryName: 'SERVERB/IRIS',
  failoverMemberCount: 1,
  memberCount: 1,
});

async function openSecondStep(joining: Outcome<unknown>) {
  const mirrors = { memberName: 'SERVERD/IRIS', memberKind: 'read-only-reporting', mirrors: [april] } as const;
  const opened = openPage(
    <JoinAsyncPage target={TARGET} />,
    { summary, 'form-defaults': formDefaults, 'async-mirrors': { ...mirrors, mirrors: [april] } },
    ({ kind }) => (kind === 'join-as-async' ? joining : described),
  );
  const { user } = opened;
  await user.type(screen.getByLabelText('Mirror Name'), 'may');
  await user.type(screen.getByLabelText('Agent Address on Failover System'), '172.16.58.102');
  await user.type(screen.getByLabelText(/Instance Name/), 'IRIS');
  await user.click(screen.getByRole('button', { name: 'Next' }));
  await screen.findByText('Step 2 of 2');
  return opened;
}

test('a reporting async joins a further mirror under its name, as its kind, with the addresses that it has', async () => {
  const { user, sent } = await openSecondStep(accepted({ kind: 'added', primaryName: 'SERVERB/IRIS' }));
  expect(screen.getByText('SERVERD/IRIS')).toBeTruthy();
  expect(screen.getByLabelText<HTMLSelectElement>('Async Member System Type').disabled).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(sent.at(-1)).toMatchObject({
    kind: 'join-as-async',
    mirrorName: 'MAY',
    memberName: 'SERVERD/IRIS',
    memberKind: 'read-only-reporting',
    address: '172.16.58.104',
    agentAddress: '172.16.58.104',
  });
  expect(push).toHaveBeenCalledWith('/servera/iris/mirror/monitor?mirror=MAY');
});

test('what is wrong with a field of the first step is shown there, and the rest stays as typed', async () => {
  const { user } = await openSecondStep(refused('2101', ['MAY'], 'mirrorName'));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect((await screen.findByRole('alert')).textContent).toContain('ERROR #2101');
  expect(document.activeElement).toBe(screen.getByLabelText('Mirror Name'));
  expect(screen.getByLabelText<HTMLInputElement>('Agent Address on Failover System').value).toBe('172.16.58.102');
});
