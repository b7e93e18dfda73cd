import { cleanup, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted, type Refusal, refused } from '@/lib/contract/errors.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { ChooseFile } from './backup/choose-file.tsx';
import { VolumeOfFile } from './backup/volume-of-file.tsx';
import { NodeBrowser } from './globals/node-browser.tsx';
import { MirrorCard } from './mirror/card/mirror-card.tsx';
import { ToldByOthers } from './mirror/card/told-by-others.tsx';
import { LeaveMirrorDialog } from './mirror/forms/async/leave-mirror-dialog.tsx';
import { AvailabilityBand } from './mirror/monitor/history/availability-band.tsx';
import { HistoryCurves } from './mirror/monitor/history/history-curves.tsx';
import { Timeline } from './mirror/monitor/timeline/timeline.tsx';
import { LiveSeed } from './portal/live-seed.tsx';
import { openPage, summary, TARGET } from './portal/test-portal.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));
afterEach(cleanup);

const SILENCE: Refusal = { code: 'P100', args: [TARGET, 'no answer'] };
const REFUSAL: Refusal = { code: 'P195', args: [] };
const speaker = { target: TARGET, memberGuid: 'b', name: 'SERVERA/IRIS', power: 'on', state: 'running', status: 'primary' } as const;
const mirror = { guid: 'g', name: 'APRIL', members: [{ ...speaker, isInSeveral: false }] };
const monitor = { mirrorName: 'APRIL', databases: [], virtualIp: null } as Partial<
  Record<keyof InstanceView<'mirror-monitor'>, unknown>
> as InstanceView<'mirror-monitor'>;
const lab = {
  hosts: [
    {
      name: 'servera',
      power: 'on',
      instances: [
        {
          name: 'IRIS',
          state: 'running',
          mirror: { status: 'primary' },
          memberships: [{ mirrorGuid: 'g', mirrorName: 'APRIL', memberGuid: 'a', memberName: 'SERVERA/IRIS' }],
        },
      ],
    },
    {
      name: 'serverb',
      power: 'on',
      instances: [
        {
          name: 'IRIS',
          state: 'down',
          mirror: null,
          memberships: [{ mirrorGuid: 'g', mirrorName: 'APRIL', memberGuid: 'b', memberName: 'SERVERB/IRIS' }],
        },
      ],
    },
  ],
};

const parts: Record<string, ReactNode> = {
  timeline: <Timeline target={TARGET} mirrorName={null} monitor={monitor} />,
  'told by others': <ToldByOthers target="serverb/IRIS" />,
  nodes: <NodeBrowser target={TARGET} place={{ database: 'DATA' }} database="DATA" reference="^A" writable={null} />,
  'backup files': <ChooseFile target={TARGET} chosen={[]} onChoose={() => undefined} />,
  volume: (
    <VolumeOfFile target={TARGET} file="a.cbk">
      {() => null}
    </VolumeOfFile>
  ),
  'mirror card': <MirrorCard mirror={mirror} speaker={{ ...speaker, isInSeveral: false }} />,
  leaving: <LeaveMirrorDialog target={TARGET} mirrorName="APRIL" isLast={false} onClose={() => undefined} />,
  band: <AvailabilityBand target={TARGET} mirrorName="APRIL" events={[]} toEvent={() => undefined} />,
  curves: <HistoryCurves target={TARGET} mirrorName="APRIL" events={[]} toEvent={() => undefined} />,
};

/** Every question of these parts is answered by this refusal, and never was by anything else. */
function open(part: ReactNode, refusal: Refusal | null) {
  const entry = { value: null, answeredAt: null, refusal, refusedAt: new Date().toISOString() };
  const asked = {
    'mirror-timeline': { only: 'all' },
    'mirror-topology': {},
    'mirror-monitor': {},
    'global-nodes': { database: 'DATA', reference: '^A', after: null, limit: 50 },
    'backup-files': { directory: '' },
    'backup-volume': { file: 'a.cbk' },
    leaving: { mirrorName: 'APRIL' },
  };
  const entries = refusal ? Object.entries(asked).map(([query, input]) => ({ watch: { target: TARGET, query, input }, entry })) : [];
  const known = {
    watch: { target: 'lab', query: 'lab', input: {} },
    entry: { ...entry, value: lab, refusal: null, refusedAt: null },
  } as const;
  openPage(<LiveSeed entries={[known, ...entries]}>{part}</LiveSeed>, { summary }, ({ kind }) =>
    refusal && kind !== '' ? refused(refusal.code, [...refusal.args]) : accepted(null),
  );
}

test.each(Object.entries(parts))('%s: silence from the beginning is said, and nothing turns for ever', async (_name, part) => {
  open(part, SILENCE);
  expect((await screen.findAllByText(`${TARGET} does not answer.`)).length).toBeGreaterThan(0);
  expect(screen.queryByText('Loading…')).toBeNull();
});

test.each(Object.entries(parts))('%s: a refusal is said, and nothing turns for ever', async (_name, part) => {
  open(part, REFUSAL);
  expect((await screen.findAllByText(/P195/)).length).toBeGreaterThan(0);
  expect(screen.queryByText('Loading…')).toBeNull();
});
