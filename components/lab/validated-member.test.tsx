import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted, type Outcome, refused } from '@/lib/contract/errors.ts';
import type { LabHost } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { openPage, summary } from '../portal/test-portal.tsx';
import { ValidatedMember } from './validated-member.tsx';

afterEach(cleanup);

const instance = { name: 'IRIS', state: 'down' } as Partial<LabHost['instances'][number]> as LabHost['instances'][number];
const host = { name: 'servera', instances: [instance] } as Partial<LabHost> as LabHost;
const Controls = () => <ValidatedMember host={host} instance={instance} sender={useSendCommand('lab')} />;
const open = (answer: () => Outcome<unknown>) => openPage(<Controls />, { summary }, answer);
const order = { kind: 'set-validated-member', host: 'servera', instance: 'IRIS' };

test('ValidatedMember=0 is set at once; it is set back only after a question that names the consequence', async () => {
  const { sent, user } = open(() => accepted(null));
  await user.click(screen.getByRole('button', { name: /^Set ValidatedMember=0/ }));
  await screen.findByText(/^Written\. At its next start servera\/IRIS asks the primary/);
  expect(sent).toEqual([{ ...order, validated: false }]);
  await user.click(screen.getByRole('button', { name: /^Set ValidatedMember=1/ }));
  const dialog = await screen.findByRole('dialog');
  within(dialog).getByText(
    /servera\/IRIS may lead again .* Two primaries are possible if another member leads: be certain that none does\./,
  );
  await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
  expect(sent).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: /^Set ValidatedMember=1/ }));
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Set ValidatedMember=1' }));
  await screen.findByText(/^Written\. From its next start servera\/IRIS may lead/);
  expect(sent[1]).toEqual({ ...order, validated: true });
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a refusal is said in the question, which stays open, and nothing is called written', async () => {
  const { user } = open(() => refused('P105', ['set-validated-member', 'servera/IRIS is starting']));
  await user.click(screen.getByRole('button', { name: /^Set ValidatedMember=1/ }));
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByRole('button', { name: 'Set ValidatedMember=1' }));
  await within(dialog).findByText(/servera\/IRIS is starting/);
  expect(screen.queryByText(/^Written/)).toBeNull();
});
