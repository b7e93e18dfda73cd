import { cleanup, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { OrderButton } from './order-button.tsx';
import type { Order } from './use-order.tsx';

afterEach(cleanup);

const stop: Order = { label: 'Stop', text: 'It stops.', offer: null, command: () => ({ kind: 'stop-mirror' }) };
const open = (order: Order, answer = (): Outcome<unknown> => accepted(null)) =>
  openPage(<OrderButton target={TARGET} order={order} />, { summary }, answer);
const button = () => screen.getByRole('button', { name: 'Stop' });
const question = () => screen.findByRole('dialog', { name: 'Stop' });

test('what is not offered says why, which is no error, and asks nothing', async () => {
  const { user, sent } = open({ ...stop, offer: { code: '2116', args: [] } });
  const reason = document.getElementById(button().getAttribute('aria-describedby') ?? '')?.textContent;
  expect(reason).toMatch(/primary/);
  expect(reason).not.toContain('ERROR');
  await user.click(button());
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(sent).toEqual([]);
});

test('it is sent after the question, which closes when it is done', async () => {
  const onDone = vi.fn();
  const { user, sent } = open({ ...stop, onDone }, () => accepted({ done: 1 }));
  await user.click(button());
  expect(sent).toEqual([]);
  await user.click(within(await question()).getByRole('button', { name: 'Stop' }));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent).toEqual([{ kind: 'stop-mirror' }]);
  expect(onDone).toHaveBeenCalledExactlyOnceWith({ done: 1 }, false);
});

test('a refusal stays in the question, and is gone when it is asked again', async () => {
  const { user } = open(stop, () => refused('2116'));
  await user.click(button());
  await user.click(within(await question()).getByRole('button', { name: 'Stop' }));
  expect((await within(await question()).findByRole('alert')).textContent).toContain('#2116');
  await user.click(within(await question()).getByRole('button', { name: 'Cancel' }));
  await user.click(button());
  expect(within(await question()).queryByRole('alert')).toBeNull();
});

test('the box in a question is sent as it is left, and begins anew', async () => {
  const { user, sent } = open({
    ...stop,
    tick: { label: 'Without failover', isTickedFirst: true },
    command: (isTicked) => ({ kind: 'shut-down', failover: !isTicked }),
  });
  for (const press of [true, false]) {
    await user.click(button());
    const box = within(await question()).getByLabelText<HTMLInputElement>('Without failover');
    expect(box.checked).toBe(true);
    if (press) await user.click(box);
    await user.click(within(await question()).getByRole('button', { name: 'Stop' }));
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  }
  expect(sent).toMatchObject([{ failover: true }, { failover: false }]);
});

test('a grave one has No as its default, and no Yes before the confirmation', async () => {
  const { user, sent } = open({
    ...stop,
    grave: { confirmation: 'It is down.' },
    command: (confirmed) => ({ kind: 'resume-primary', confirmed }),
  });
  await user.click(button());
  const yes = within(await question()).getByRole<HTMLButtonElement>('button', { name: 'Yes' });
  expect(document.activeElement?.textContent).toBe('No');
  expect(yes.getAttribute('aria-disabled')).toBe('true');
  await user.click(yes);
  await user.click(within(await question()).getByLabelText('It is down.'));
  await user.click(yes);
  await vi.waitFor(() => expect(sent).toEqual([{ kind: 'resume-primary', confirmed: true }]));
});

/** The page hears that mirroring has stopped before the answer to the order arrives. */
function Turning() {
  const [isStopped, setStopped] = useState(false);
  const order: Order = isStopped ? { ...stop, label: 'Start', command: () => ({ kind: 'start-mirror' }) } : stop;
  return (
    <>
      <OrderButton target={TARGET} order={order} />
      <button type="button" data-testid="news" onClick={() => setStopped(true)} />
    </>
  );
}

test('an open question stays what it was when the page learns something else', async () => {
  const { user, sent } = openPage(<Turning />, { summary }, () => accepted(null));
  await user.click(button());
  screen.getByTestId('news').click();
  await user.click(within(await question()).getByRole('button', { name: 'Stop' }));
  expect(sent).toEqual([{ kind: 'stop-mirror' }]);
  await screen.findByRole('button', { name: 'Start' });
});
