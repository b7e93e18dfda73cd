import { describe, expect, test } from 'vitest';
import type { LabHost, LabView } from '@/lib/contract/views.ts';
import { mirrorsOf, questionOf, speakerOf, spokesmanOf } from './mirrors-of.ts';
import { allCardsWatches, cardWatches, toldWatches } from './watches.ts';
import { stoppedWorkload } from '../../lab/lab-for-tests.ts';

type Status = NonNullable<LabHost['instances'][number]['mirror']>['status'];
type Joined = [guid: string, name: string];

const host = (name: string, status: Status | null, ...joined: Joined[]): LabHost => ({
  name,
  power: 'on',
  purpose: 'failover member',
  cards: [],
  agent: { installed: true, running: true, enabled: true, version: '2022.1', port: 2188, processId: 1 },
  openPorts: [],
  certificateFiles: [],
  instances: [
    {
      name: 'IRIS',
      version: '2022.1',
      state: status === null ? 'down' : 'running',
      processId: null,
      directory: '/isc/iris',
      controlPath: '/run/a',
      mirror: status && { name: joined[0]?.[1] ?? '', memberName: name.toUpperCase(), status },
      memberships: joined.map(([mirrorGuid, mirrorName]) => ({
        mirrorGuid,
        mirrorName,
        memberGuid: `${name}-in-${mirrorGuid}`,
        memberName: name.toUpperCase(),
        memberKind: 'failover',
        arbiterAddress: null,
      })),
      lastExit: null,
      journalDisk: 'healthy',
    },
  ],
});
const labOf = (...hosts: LabHost[]): LabView => ({
  hosts,
  networks: [],
  cuts: [],
  flows: [],
  writeProbe: null,
  workload: stoppedWorkload,
});
const speakerIn = (lab: LabView) => mirrorsOf(lab).map((mirror) => speakerOf(mirror)?.target ?? null);
const april: Joined = ['g1', 'APRIL'];

describe('the mirrors of a lab', () => {
  test('are told apart by GUID, not by name, and have the members that are down, too', () => {
    const mirrors = mirrorsOf(labOf(host('a', 'primary', april), host('b', null, april), host('c', 'primary', ['g2', 'APRIL'])));
    expect(mirrors.map(({ guid, members }) => [guid, members.map(({ target }) => target)])).toEqual([
      ['g1', ['a/IRIS', 'b/IRIS']],
      ['g2', ['c/IRIS']],
    ]);
  });

  test('an instance without a mirror belongs to none', () => {
    expect(mirrorsOf(labOf(host('a', null)))).toEqual([]);
  });
});

describe('who tells of a mirror', () => {
  test.each<[string, LabHost[], string | null]>([
    ['its primary', [host('a', 'backup', april), host('b', 'primary', april)], 'b/IRIS'],
    ['its backup, when the primary is down', [host('a', null, april), host('b', 'backup', april)], 'b/IRIS'],
    ['an async, when nobody else is left', [host('a', null, april), host('d', 'connected', april)], 'd/IRIS'],
    ['nobody, when nobody answers', [host('a', null, april), host('b', null, april)], null],
    ['rather one that is in this mirror alone', [host('r', 'connected', april, ['g2', 'MAY']), host('d', 'waiting', april)], 'd/IRIS'],
  ])('%s', (_, hosts, speaker) => {
    expect(speakerIn(labOf(...hosts))[0]).toBe(speaker);
  });

  test('of its own mirrors a member tells itself while it answers, else another one', () => {
    const [mirror] = mirrorsOf(labOf(host('a', 'backup', april), host('b', 'primary', april)));
    expect(mirror?.members.map((member) => spokesmanOf(mirror, member)?.target)).toEqual(['a/IRIS', 'b/IRIS']);
    const [half] = mirrorsOf(labOf(host('a', null, april), host('b', 'primary', april)));
    expect(half?.members.map((member) => spokesmanOf(half, member)?.target)).toEqual(['b/IRIS', 'b/IRIS']);
  });

  test('one in several mirrors is asked which one is meant', () => {
    const lab = labOf(host('r', 'connected', april, ['g2', 'MAY']));
    expect(mirrorsOf(lab).map((mirror) => mirror.members.map((member) => questionOf(member, mirror)))).toEqual([
      [{ mirrorName: 'APRIL' }],
      [{ mirrorName: 'MAY' }],
    ]);
  });
});

describe('what the server asks for beforehand', () => {
  const lab = labOf(host('a', null, april), host('b', 'primary', april));
  test('is what the cards ask for', () => {
    expect(allCardsWatches(lab).map(({ target, query }) => `${target} ${query}`)).toEqual([
      'b/IRIS mirror-monitor',
      'b/IRIS mirror-topology',
      'b/IRIS mirror-timeline',
    ]);
    expect(cardWatches(lab, 'a/IRIS')).toEqual(allCardsWatches(lab));
    expect(allCardsWatches(null)).toEqual([]);
  });
  test('of others only where the member itself does not answer', () => {
    expect(toldWatches(lab, 'a/IRIS')).toEqual(allCardsWatches(lab));
    expect(toldWatches(lab, 'b/IRIS')).toEqual([]);
  });
});
