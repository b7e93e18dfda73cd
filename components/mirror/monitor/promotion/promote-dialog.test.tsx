import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import type { PromotionCheck } from '@/lib/contract/promotion.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { PromoteDialog } from './promote-dialog.tsx';

afterEach(cleanup);

const check: PromotionCheck = {
  situation: 'primary-runs',
  primaryName: 'SERVERA/IRIS',
  waiting: [],
  members: [],
  automaticPartner: null,
  journalSources: [],
  unavailable: [],
  virtualIp: null,
  offers: { automatic: null, none: null, noFailover: null, acceptUnavailable: null },
};
const monitor = { mirrorName: 'APRIL', timeline: [], thisMember: { name: 'SERVERD/IRIS' } } as Partial<
  Record<keyof InstanceView<'mirror-monitor'>, unknown>
> as InstanceView<'mirror-monitor'>;

test('while the promotion runs nothing closes the dialog, so that a late refusal arrives in it', async () => {
  const onClose = vi.fn();
  const { user, sent } = openPage(<PromoteDialog target={TARGET} monitor={monitor} onClose={onClose} />, { summary }, () =>
    accepted(check),
  );
  const promotes = await screen.findByRole('button', { name: 'Promote to Failover Member' });
  let answer: (outcome: Outcome<unknown>) => void = () => undefined;
  const answered = new Promise<Outcome<unknown>>((resolve) => {
    answer = resolve;
  });
  const ask = fetch;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const response = await ask(url, init);
    return init.body === undefined ? response : Response.json(await answered);
  });
  await user.click(promotes);
  await screen.findByText('Promoting…');
  expect(sent.map(({ kind }) => kind)).toEqual(['promote']);
  await user.keyboard('{Escape}');
  for (const button of screen.getAllByRole('button', { name: 'Close' })) await user.click(button);
  expect(onClose).not.toHaveBeenCalled();
  answer(refused('2121'));
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('ERROR #2121'));
  await user.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledTimes(1);
});
