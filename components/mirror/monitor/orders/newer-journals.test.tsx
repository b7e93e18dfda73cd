import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { MoreActions } from './more-actions.tsx';

afterEach(cleanup);

const no = { code: 'P126', args: [] } as const;
const monitor = {
  thisMember: { guid: 'b', name: 'SERVERB/IRIS' },
  otherMember: { guid: 'a', name: 'SERVERA/IRIS' },
  forceFacts: { lastStanding: 'active-backup', journal: null },
  offers: { 'try-primary': no, 'force-primary': null, 'resume-primary': no, 'shut-down': no },
} as Partial<Record<keyof InstanceView<'mirror-monitor'>, unknown>> as InstanceView<'mirror-monitor'>;

async function openForce(answer: InstanceView<'newer-journals'>) {
  const { user, sent } = openPage(<MoreActions target={TARGET} monitor={monitor} />, { summary }, ({ kind }) =>
    accepted(kind === 'newer-journals' ? answer : null),
  );
  await user.click(screen.getByRole('button', { name: 'Force this node to become the primary' }));
  return { dialog: await screen.findByRole('dialog'), sent, user };
}

test('before a force the dialogue names who has more, up to where, and how it is kept', async () => {
  const { dialog, sent } = await openForce({
    newer: [
      { name: 'SERVERD/IRIS', mayBePromoted: true, file: 'MIRROR-APRIL-20261129.004', offset: 270_804 },
      { name: 'SERVERF/IRIS', mayBePromoted: false, file: 'MIRROR-APRIL-20261129.003', offset: 8192 },
    ],
    silent: ['SERVERE/IRIS'],
  });
  await within(dialog).findByText(
    /^SERVERD\/IRIS has journal data that this member lacks, up to offset 270804 in file MIRROR-APRIL-20261129\.004\. .*promote SERVERD\/IRIS instead\.$/,
  );
  within(dialog).getByText(/^SERVERF\/IRIS has .*copy the newest mirror journal files of SERVERF\/IRIS/);
  within(dialog).getByText(/^Nothing is known of SERVERE\/IRIS/);
  expect(dialog.textContent).not.toContain('No async has');
  expect(sent).toEqual([]);
});

test('when nobody has more, it says so, and Yes forces', async () => {
  const { dialog, sent, user } = await openForce({ newer: [], silent: [] });
  await within(dialog).findByText('No async has journal data that this member lacks.');
  await user.click(within(dialog).getByRole('button', { name: 'Yes' }));
  expect(sent).toEqual([{ kind: 'force-primary' }]);
});
