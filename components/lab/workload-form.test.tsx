import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { LabView } from '@/lib/contract/views.ts';
import { openPage, summary } from '../portal/test-portal.tsx';
import { WorkloadForm } from './workload-form.tsx';
import { stoppedWorkload } from './lab-for-tests.ts';

afterEach(cleanup);

const open = (part: Partial<LabView['workload']>, mirrored: string[] | null) =>
  openPage(<WorkloadForm workload={{ ...stoppedWorkload, ...part }} mirrored={mirrored} />, { summary }, () => accepted(null));
const database = () => screen.getByLabelText<HTMLInputElement>('Database');

test('the first run writes into a mirrored database, which survives the primary, without anybody having to think of it', async () => {
  const { user, sent } = open({}, ['DATA', 'MORE']);
  expect(database().value).toBe('DATA');
  expect(screen.queryByText(/is not mirrored/)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Start' }));
  expect(sent).toMatchObject([{ kind: 'start-workload', database: 'DATA' }]);
});

test('one that is not mirrored is warned about; a later run keeps what was chosen', async () => {
  const { user } = open({ sent: 10 }, ['DATA']);
  expect(database().value).toBe('USER');
  expect(screen.getByText('USER is not mirrored: what is written there does not survive a failover.')).toBeTruthy();
  await user.clear(database());
  await user.type(database(), 'data');
  expect(screen.queryByText(/is not mirrored/)).toBeNull();
});

test('without a mirror nothing is known and nothing is said', () => {
  open({}, null);
  expect(database().value).toBe('USER');
  expect(screen.queryByText(/is not mirrored/)).toBeNull();
});
