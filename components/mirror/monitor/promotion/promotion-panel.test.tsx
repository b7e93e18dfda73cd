import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { PromotionPanel } from './promotion-panel.tsx';

afterEach(cleanup);

function open(state: InstanceView<'promotion'>['state']): void {
  const no: InstanceView<'promotion'>['actions']['force'] = { code: 'P195', args: [] };
  const promotion: InstanceView<'promotion'> = {
    state,
    partnerName: null,
    since: null,
    unavailable: [],
    actions: { force: no, cancel: no },
  };
  openPage(<PromotionPanel target={TARGET} mirrorName="APRIL" />, { summary, promotion }, () => accepted(null));
}

test('a member whose ValidatedMember is 0 names the last way, and where it is', () => {
  open('role-unknown');
  screen.getByText(/^ValidatedMember is 0/);
  screen.getByText(/press “Set ValidatedMember=1” at its host.*Be certain that no other member leads\./i);
  expect(screen.getByRole('link', { name: 'Open the Lab page' }).getAttribute('href')).toBe('/lab');
});

test('one that has lost its newest journal file says that, and not ValidatedMember', () => {
  open('lost-end');
  screen.getByText(/^The newest mirror journal file of this member is missing or damaged.*force the member that has the newest data/);
  expect(screen.queryByText(/ValidatedMember/)).toBeNull();
});
