import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import type { BackupVolume } from '@/lib/contract/backups.ts';
import type { Outcome } from '@/lib/contract/errors.ts';
import type { LiveWatch } from '@/lib/contract/live.ts';
import { LiveSeed } from '../portal/live-seed.tsx';
import { en } from '../messages/en.ts';
import { Providers } from '../portal/providers.tsx';
import type { RestorePlan, RestoreRow } from './restore-draft.ts';

/** The browser's stream is silent here: what the pages know is what they were seeded with. */
class SilentStream {
  close() {}
  addEventListener() {}
}

export const NOW = '2026-03-05T12:00:00.000Z';

/** Draws a page with the given answers to its live queries; `answer` plays the other end of the wire for commands. */
export function openWith(
  page: ReactNode,
  seeds: ReadonlyArray<{ watch: LiveWatch; value: unknown }>,
  answer: (command: { kind: string }) => Outcome<unknown>,
) {
  const sent: Array<Record<string, unknown> & { kind: string }> = [];
  vi.stubGlobal('EventSource', SilentStream);
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    const command = JSON.parse(String(init.body)) as Record<string, unknown> & { kind: string };
    sent.push(command);
    return Response.json(answer(command));
  });
  const entries = seeds.map(({ watch, value }) => ({ watch, entry: { value, answeredAt: NOW, refusal: null, refusedAt: null } }));
  render(
    <Providers locale="en" messages={en} timeZone="UTC">
      <LiveSeed entries={entries}>{page}</LiveSeed>
    </Providers>,
  );
  return { sent, user: userEvent.setup() };
}

export const demo: BackupVolume['databases'][number] = {
  name: 'DEMO',
  directory: '/a/demo',
  mirrorDatabase: ':mirror:APRIL:DEMO',
  sizeBytes: 4096,
  nodes: 3,
  contents: 'whole',
  since: null,
  journalFile: '/a/journal/MIRROR-APRIL-20260301.003',
  journalOffset: 8281,
};

export const volume: BackupVolume = {
  file: '/b/Backup/demo.cbk',
  sizeBytes: 1355,
  madeBy: 'Mirror Portal 2022.1',
  kind: 'full',
  madeAt: '2026-03-01T12:00:00.000Z',
  description: 'before the move',
  host: 'servera',
  instance: 'IRIS',
  mirror: { name: 'APRIL', memberName: 'SERVERA/IRIS', memberType: 'failover' },
  previous: { madeAt: '2026-02-28T09:11:00.000Z', kind: 'full' },
  lastFull: { madeAt: '2026-02-28T09:11:00.000Z' },
  madeOnOtherMember: true,
  damage: null,
  databases: [demo],
};

export const row: RestoreRow = {
  name: 'DEMO',
  source: demo.directory,
  mirrorDatabase: demo.mirrorDatabase,
  target: { directory: '/b/demo', database: 'DEMO' },
  verdict: 'restore',
  reason: null,
  confirm: [{ code: 'P171', args: ['DEMO', '/b/demo'] }],
};

export const plan: RestorePlan = {
  volumes: [volume],
  mustLimitToMirrored: true,
  rows: [row],
  warnings: [],
  journal: { kind: 'unknown' },
  restore: null,
};
