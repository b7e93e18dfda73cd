import { expect, test } from 'vitest';
import { accepted, refused } from '../../contract/errors.ts';
import { systemClock } from '../ports/clock.ts';
import { BackgroundTasks } from './background-tasks.ts';

test('progress while it runs, the outcome when it has ended', async () => {
  const tasks = new BackgroundTasks(systemClock);
  let goOn = () => {};
  const { id, ended } = tasks.begin('integrity-check', ['DATA'], async (task) => {
    task.progress(3, 10, '^A');
    await new Promise<void>((resolve) => (goOn = resolve));
    return accepted('whole');
  });
  expect(tasks.list()).toMatchObject([
    { id, kind: 'integrity-check', subjects: ['DATA'], state: 'running', done: 3, total: 10, at: '^A', endedAt: null },
  ]);
  goOn();
  expect(await ended).toEqual(accepted('whole'));
  expect(tasks.list()).toMatchObject([{ state: 'completed', refusal: null, endedAt: expect.any(String) }]);
});

test('a refusal and an error end it as failed, with the reason', async () => {
  const tasks = new BackgroundTasks(systemClock);
  await tasks.begin('backup', [], async () => refused('20')).ended;
  await tasks.begin('backup', [], async () => {
    throw new Error('no space left');
  }).ended;
  expect(tasks.list()).toMatchObject([
    { state: 'failed', refusal: { code: 'P621', args: ['backup', 'no space left'] } },
    { state: 'failed', refusal: { code: '20' } },
  ]);
});

test('aborting waits until the work has stopped; what has ended cannot be aborted', async () => {
  const tasks = new BackgroundTasks(systemClock);
  const { id } = tasks.begin('restore', [], async ({ signal }) => {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    return refused('P110', ['restore']);
  });
  expect((await tasks.abort(id)).ok).toBe(true);
  expect(tasks.list()).toMatchObject([{ state: 'aborted' }]);
  expect(await tasks.abort(id)).toMatchObject({ ok: false, refusal: { code: 'P104' } });
});
