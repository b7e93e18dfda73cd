import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { Leaving } from '@/lib/contract/leaving.ts';
import { openPage, summary, TARGET } from '../../portal/test-portal.tsx';
import { LeavingSteps } from './leaving-steps.tsx';

afterEach(cleanup);

const others: Leaving['others'] = [{ guid: 'b', name: 'SERVERB/IRIS', kind: 'failover', connected: true, offer: null }];
const none = { removeConfiguration: null, clearJoinMirror: null, restoreJoinMirror: null };
const open = (leaving: Pick<Leaving, 'state' | 'others'>, actions: Partial<Leaving['actions']> = {}) => {
  const onRemove = vi.fn();
  const page = openPage(
    <LeavingSteps
      target={TARGET}
      leaving={{ mirrorName: 'APRIL', ...leaving, actions: { ...none, ...actions } } as Leaving}
      onRemoveOthers={vi.fn()}
      onRemove={leaving.state === 'inactive' ? onRemove : undefined}
    />,
    { summary },
    () => accepted(null),
  );
  return { ...page, onRemove };
};
const steps = () => within(screen.getByRole('list', { name: 'How a primary leaves its mirror' })).getAllByRole('listitem');
const done = () => steps().map((step) => within(step).queryByText('Done') !== null);
const buttonsOf = (step: number) =>
  within(steps()[step] as HTMLElement)
    .queryAllByRole('button')
    .map(({ textContent }) => textContent);

test('with other members nothing is done, and the flag says what comes first', () => {
  open({ state: 'member', others }, { clearJoinMirror: { code: 'P141', args: ['SERVERB/IRIS'] } });
  expect(done()).toEqual([false, false, false, false]);
  expect(buttonsOf(0)).toEqual(['Remove Other Mirror Member']);
  expect(steps()[0]?.textContent).toContain('Still in the mirror: SERVERB/IRIS.');
  expect(screen.getByRole('button', { name: 'Clear JoinMirror Flag' }).getAttribute('aria-disabled')).toBe('true');
});

test('the last member clears its flag', async () => {
  const { user, sent } = open({ state: 'member', others: [] });
  expect(done()).toEqual([true, false, false, false]);
  expect(buttonsOf(0)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Clear JoinMirror Flag' }));
  expect(sent).toEqual([{ kind: 'clear-join-mirror', cleared: true }]);
});

test('then it restarts, or sets the flag again', () => {
  open({ state: 'flag-cleared', others: [] });
  expect(done()).toEqual([true, true, false, false]);
  expect(buttonsOf(1)).toEqual(['Set JoinMirror Flag again']);
  expect(screen.getByRole('link', { name: 'Restart it on the Lab page' }).getAttribute('href')).toBe('/lab');
});

test('after the restart only the removal is left', async () => {
  const { user, onRemove } = open({ state: 'inactive', others: [] });
  expect(done()).toEqual([true, true, true, false]);
  expect(screen.queryByRole('link')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Remove Mirror Configuration' }));
  expect(onRemove).toHaveBeenCalled();
});
