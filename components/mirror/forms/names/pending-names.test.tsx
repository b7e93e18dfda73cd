import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { PendingNames } from './pending-names.tsx';

afterEach(cleanup);

type Mirror = InstanceView<'pending-names'>['mirrors'][number];
const update = {
  guid: 'b',
  name: 'SERVERB/IRIS',
  kind: 'failover' as const,
  authorized: 'CN=old',
  distinguishedName: 'CN=new',
  requestedAt: '2026-11-21T10:00:00.000Z',
};
const onPrimary: Mirror = {
  mirrorName: 'APRIL',
  isPrimary: true,
  updates: [update],
  own: null,
  actions: { authorize: null, reject: null },
};
const open = (mirror: Mirror, answer = (): Outcome<unknown> => accepted(null)) =>
  openPage(<PendingNames target={TARGET} />, { summary, 'pending-names': { mirrors: [mirror] } }, answer);

test.each([
  ['Authorize', 'authorize-names'],
  ['Reject', 'reject-names'],
] as const)('%s sends the name that the person has seen, after a question that shows it', async (action, kind) => {
  const { user, sent } = open(onPrimary);
  await user.click(await screen.findByRole('button', { name: `${action} the new DN of SERVERB/IRIS` }));
  const question = await screen.findByRole('dialog', { name: `${action} DN Update` });
  expect(question.textContent).toContain('CN=new');
  expect(sent).toEqual([]);
  await user.click(within(question).getByRole('button', { name: action }));
  expect(sent).toEqual([{ kind, updates: [{ guid: 'b', distinguishedName: 'CN=new' }] }]);
});

test('a refusal stays in the question', async () => {
  const { user } = open(onPrimary, () => refused('P104', ['pending DN update', 'CN=new']));
  await user.click(await screen.findByRole('button', { name: /^Authorize the new DN/ }));
  const question = await screen.findByRole('dialog', { name: 'Authorize DN Update' });
  await user.click(within(question).getByRole('button', { name: 'Authorize' }));
  expect((await within(question).findByRole('alert')).textContent).toContain('#P104');
});

test("elsewhere than on the primary its name can be authorized, not rejected; this member's own says where it waits", async () => {
  open({
    ...onPrimary,
    isPrimary: false,
    own: { authorized: 'CN=me', distinguishedName: 'CN=me too' },
    actions: { authorize: null, reject: { code: '2113', args: [] } },
  });
  expect(await screen.findByRole('button', { name: /^Authorize the new DN/ })).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Reject/ })).toBeNull();
  expect(screen.getByText(/The certificate of this member says CN=me too/)).toBeTruthy();
});
