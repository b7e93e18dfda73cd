import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, refused } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { ServicePage } from './service-page.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));
afterEach(cleanup);

test('a refusal whose field is not on the page stands at its head, and the tick stays', async () => {
  const { user } = openPage(<ServicePage target={TARGET} />, { summary: { ...summary, mirrorServiceEnabled: false } }, () =>
    refused('P101', ['Port', 'a number'], 'port'),
  );
  await user.click(screen.getByRole('checkbox'));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect((await screen.findByRole('alert')).textContent).toContain('ERROR #P101');
  expect(screen.getByRole<HTMLInputElement>('checkbox').checked).toBe(true);
});

test('where the service is on and there is no mirror, also after leaving one, each of the three ways into one is a step away', () => {
  openPage(<ServicePage target={TARGET} />, { summary: { ...summary, mirrorServiceEnabled: true, mirror: null } }, () => accepted(null));
  expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(
    expect.arrayContaining(['create', 'join-failover', 'join-async'].map((way) => expect.stringMatching(new RegExp(`/mirror/${way}$`)))),
  );
});
