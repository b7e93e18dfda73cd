import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { LiveSeed } from './live-seed.tsx';
import { en } from '../messages/en.ts';
import { Providers } from './providers.tsx';
import type { Outcome, Refusal } from '@/lib/contract/errors.ts';
import type { InstanceQueryKind, InstanceView } from '@/lib/contract/views.ts';

/** The browser's stream is silent here: what the pages know is what they were seeded with. */
export class SilentStream {
  close() {}
  addEventListener() {}
}

type Seeds = { readonly summary: InstanceView<'summary'> } & { readonly [Query in InstanceQueryKind]?: InstanceView<Query> };

export const TARGET = 'servera/IRIS';

/**
 * Draws a page as the portal does; `answer` plays the other end of the wire, for commands and, by their names, for queries that a page asks
 * once. `sent` holds the bodies of the commands; `refusals`: queries that are refused.
 */
export function openPage(
  page: ReactNode,
  seeds: Seeds,
  answer: (command: { kind: string }) => Outcome<unknown>,
  refusals: { readonly [Query in InstanceQueryKind]?: Refusal } = {},
) {
  const sent: Array<Record<string, unknown> & { kind: string }> = [];
  vi.stubGlobal('EventSource', SilentStream);
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (init.body === undefined) return Response.json(answer({ kind: url.match(/\/query\/([\w-]+)/)?.[1] ?? '' }));
    const command = JSON.parse(String(init.body)) as Record<string, unknown> & { kind: string };
    sent.push(command);
    return Response.json(answer(command));
  });
  const now = new Date().toISOString();
  const entries = Object.entries(seeds).map(([query, value]) => ({
    watch: { target: TARGET, query, input: {} },
    entry: { value, answeredAt: now, refusal: null, refusedAt: null },
  }));
  const refusedEntries = Object.entries(refusals).map(([query, { code, args }]) => ({
    watch: { target: TARGET, query, input: {} },
    entry: { value: null, answeredAt: null, refusal: { code, args: [...args] }, refusedAt: now },
  }));
  render(
    <Providers locale="en" messages={en} timeZone="UTC">
      <LiveSeed entries={[...entries, ...refusedEntries]}>{page}</LiveSeed>
    </Providers>,
  );
  return { sent, user: userEvent.setup() };
}

export const summary: InstanceView<'summary'> = {
  host: 'servera',
  instance: 'IRIS',
  version: '2022.1',
  directory: '/isc/iris/',
  startedAt: '2026-01-01T00:00:00.000Z',
  processId: 1,
  superserverPort: 1972,
  journalFile: '20260101.001',
  mirrorServiceEnabled: true,
  mirror: null,
  mirrors: [],
  inactiveMirror: null,
  restartRequired: false,
  menu: { createMirror: null, joinAsFailover: null, joinAsAsync: null, editMirror: null, editAsync: null },
};

export const formDefaults: InstanceView<'form-defaults'> = {
  memberName: 'SERVERA/IRIS',
  superserverAddress: 'servera',
  mirrorPrivateAddress: 'servera',
  agentAddress: 'servera',
  agentPort: 2188,
  qosTimeoutMs: 8000,
  interfaces: [{ name: 'ens33', plugged: true, addresses: [{ address: '172.16.58.101', prefixLength: 24 }] }],
  tls: {
    files: {
      caFile: '/isc/ca.cer',
      crlFile: '/isc/ca.crl',
      certificateFile: '/isc/a.cer',
      privateKeyFile: '/isc/a.key',
      privateKeyPassword: null,
      minimumProtocol: 'TLSv1.2',
      maximumProtocol: 'TLSv1.3',
    },
    hasPassword: true,
  },
  distinguishedName: 'CN=servera',
  certificateFiles: ['/isc/ca.cer', '/isc/a.cer', '/isc/a.key'],
};

export const mirrorEdit: InstanceView<'mirror-edit'> = {
  config: {
    name: 'APRIL',
    guid: 'mirror',
    version: 7,
    useTls: true,
    arbiter: { address: '172.16.58.100', port: 2188 },
    virtualIp: null,
    qosTimeoutMs: 8000,
    compressionForFailover: { mode: 'system-selected', type: 'zlib' },
    compressionForAsync: { mode: 'system-selected', type: 'zlib' },
    parallelDejournaling: 'failover-and-dr',
    members: [],
    databases: [],
  },
  thisMemberGuid: 'a',
  isPrimary: true,
  networkInterface: null,
  interfaces: formDefaults.interfaces,
  pendingMembers: [],
  editAddresses: [],
  hasTls: true,
  actions: { save: null, authorize: null, verifyTls: null },
};
