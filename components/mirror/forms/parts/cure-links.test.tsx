import { cleanup, fireEvent, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, refused } from '@/lib/contract/errors.ts';
import { CreateMirrorPage } from '../create/create-mirror-page.tsx';
import { formDefaults, openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { JoinAsyncPage } from '../join/join-async-page.tsx';
import { JoinMirrorPage } from '../join/join-mirror-page.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));

afterEach(cleanup);

const described = accepted({
  name: 'APRIL',
  useTls: false,
  arbiter: null,
  virtualIp: null,
  qosTimeoutMs: 8000,
  primaryName: 'SERVERA/IRIS',
  failoverMemberCount: 1,
  memberCount: 1,
});

const forms: [page: string, element: ReactElement, field: string, name: string, isSecondStep: boolean][] = [
  ['Create Mirror', <CreateMirrorPage key="create" target={TARGET} />, 'mirrorName', 'Mirror Name', false],
  ['Join as Failover, first step', <JoinMirrorPage key="join" target={TARGET} />, 'mirrorName', 'Mirror Name', false],
  ['Join as Failover, first step', <JoinMirrorPage key="join" target={TARGET} />, 'instanceName', 'IRIS Instance Name', false],
  ['Join as Failover, second step', <JoinMirrorPage key="join" target={TARGET} />, 'memberName', 'Mirror Member Name', true],
  ['Join as Async, first step', <JoinAsyncPage key="async" target={TARGET} />, 'mirrorName', 'Mirror Name', false],
  ['Join as Async, second step', <JoinAsyncPage key="async" target={TARGET} />, 'memberName', 'Async Member Name', true],
];

/** The name is typed in small letters and sent with Enter: leaving the field, by pressing the link, writes it in capitals. */
test.each(forms)(
  '%s: the link beside a refusal of a field in capitals can be pressed (%#)',
  async (_page, element, field, label, isSecondStep) => {
    const answer = ({ kind }: { kind: string }) =>
      kind === 'mirror-description' && isSecondStep ? described : refused('P100', ['IRIS', 'timeout'], field);
    const { user } = openPage(element, { summary, 'form-defaults': formDefaults }, answer, { 'async-mirrors': { code: '2074', args: [] } });
    const fill = async (name: string, text: string) => {
      const input = screen.queryByLabelText<HTMLInputElement>(name);
      if (!input) return;
      await user.clear(input);
      await user.type(input, text);
    };
    await fill('Mirror Name', 'april');
    await fill('Agent Address on Other System', '172.16.58.101');
    await fill('Agent Address on Failover System', '172.16.58.101');
    await fill('IRIS Instance Name', 'iris');
    if (isSecondStep) {
      await user.click(screen.getByRole('button', { name: 'Next' }));
      await screen.findByText('Step 2 of 2');
    }
    await fill(label, 'april');
    // As Enter does: the focus stays in the field.
    const { form } = screen.getByLabelText<HTMLInputElement>(label);
    if (form) fireEvent.submit(form);
    const link = await screen.findByRole('link', { name: 'Open the lab (new tab)' });
    const pressed = vi.fn((event: Event) => event.preventDefault());
    link.addEventListener('click', pressed);
    expect(document.activeElement).toBe(screen.getByLabelText(label));
    await user.click(link);
    expect(pressed).toHaveBeenCalled();
    expect(link.isConnected).toBe(true);
    expect(screen.getByLabelText<HTMLInputElement>(label).value).toBe('APRIL');
  },
);
