import { expect, test } from 'vitest';
import type { LabView } from '@/lib/contract/views.ts';
import { curesOf } from './cures.ts';
import { summary } from '../../../portal/test-portal.tsx';
import { stoppedWorkload } from '../../../lab/lab-for-tests.ts';

test('an instance of no mirror, as one that has just left it as an async, is offered all three ways into one', () => {
  expect(curesOf({ code: '2074', args: [] }, 'servera/IRIS', { summary, lab: null }).map(({ href }) => href)).toEqual([
    '/servera/iris/mirror/create',
    '/servera/iris/mirror/join-failover',
    '/servera/iris/mirror/join-async',
  ]);
  expect(
    curesOf({ code: '2074', args: [] }, 'servera/IRIS', { summary: { ...summary, mirrorServiceEnabled: false }, lab: null }).map(
      ({ href }) => href,
    ),
  ).toEqual(['/servera/iris/mirror/service']);
});

test('addresses are edited on the primary: from another member the cure leads there, on the primary itself no link leads to the page one is on', () => {
  const instance = {
    name: 'IRIS',
    version: '2022.1' as const,
    state: 'running' as const,
    processId: 1,
    directory: '/isc/iris/',
    controlPath: '/run/servera.IRIS.sock',
    lastExit: null,
    journalDisk: 'healthy' as const,
  };
  const host = {
    name: 'servera',
    power: 'on' as const,
    purpose: '',
    cards: [],
    agent: { installed: true, running: true, enabled: true, version: '2022.1', port: 2188, processId: 1 },
    openPorts: [],
    certificateFiles: [],
    instances: [{ ...instance, memberships: [], mirror: { name: 'APRIL', memberName: 'SERVERA/IRIS', status: 'primary' as const } }],
  };
  const lab = { hosts: [host], networks: [], cuts: [], flows: [], workload: stoppedWorkload, writeProbe: null } satisfies LabView;
  const member = {
    ...summary,
    mirror: { name: 'APRIL', memberName: 'SERVERB/IRIS', type: 'failover' as const, status: 'backup' as const },
  };
  for (const code of ['2088', 'P511', 'P512'] as const) {
    const cures = (target: string) =>
      curesOf({ code, args: ['SERVERA/IRIS', ''] }, target, { summary: member, lab }).map(({ href }) => href);
    expect(cures('serverb/IRIS')).toEqual(['/servera/iris/mirror/edit', '/lab']);
    expect(cures('servera/IRIS')).toEqual(['/lab']);
    expect(cures('servera/iris')).toEqual(['/lab']);
  }
});
