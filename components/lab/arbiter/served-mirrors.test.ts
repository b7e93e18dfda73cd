import { describe, expect, test } from 'vitest';
import type { ArbiterView } from '@/lib/contract/arbiter.ts';
import type { LabView, Membership } from '@/lib/contract/views.ts';
import { namedEvents, servedMirrors } from './served-mirrors.ts';

const view = (part: Partial<NonNullable<ArbiterView['standing']>> | null): ArbiterView => ({
  host: 'serverc',
  addresses: ['172.16.58.100'],
  port: 2188,
  agent: part ? 'serving' : 'stopped',
  version: '2022.1',
  standing: part && { startedAt: '2026-11-30T08:00:00.000Z', mirrors: [], events: [], ...part },
});
const member = (name: string, part: Partial<Membership> = {}): Membership => ({
  mirrorGuid: 'g',
  mirrorName: 'APRIL',
  memberGuid: name,
  memberName: `SERVER${name.toUpperCase()}/IRIS`,
  memberKind: 'failover',
  arbiterAddress: '172.16.58.100',
  ...part,
});
const labOf = (...memberships: Membership[]) =>
  ({ hosts: memberships.map((one) => ({ instances: [{ memberships: [one] }] })) }) as unknown as LabView;
const session = { memberGuid: 'a', address: '172.16.58.101', since: '2026-11-30T08:00:01.000Z', qosTimeoutMs: 8000, lastHeardAgoMs: 0 };
const served = { mirrorGuid: 'g', sessions: [session], arrangement: { primaryGuid: 'a', verdict: 'open' } } as const;

describe('the mirrors of an arbiter', () => {
  test('bear the names that their members have written down, and a member that is not connected is named, too', () => {
    const [mirror] = servedMirrors(view({ mirrors: [{ ...served, sessions: [session] }] }), labOf(member('a'), member('b')));
    expect(mirror?.name).toBe('APRIL');
    expect(mirror?.members).toEqual([
      { guid: 'a', name: 'SERVERA/IRIS', isPrimary: true, session },
      { guid: 'b', name: 'SERVERB/IRIS', isPrimary: false, session: null },
    ]);
  });

  test('an async has nothing to ask it', () => {
    const lab = labOf(member('a'), member('d', { memberKind: 'disaster-recovery' }));
    expect(servedMirrors(view({ mirrors: [{ ...served, sessions: [] }] }), lab)[0]?.members.map(({ guid }) => guid)).toEqual(['a']);
  });

  test('one that names it without having come is there; one that names another is not', () => {
    expect(servedMirrors(view(null), labOf(member('a')))).toMatchObject([{ name: 'APRIL', arrangement: null }]);
    expect(servedMirrors(view(null), labOf(member('a', { arbiterAddress: '10.0.0.9' })))).toEqual([]);
  });

  test('a stranger of another lab bears its GUID', () => {
    expect(servedMirrors(view({ mirrors: [{ ...served, sessions: [session] }] }), null)).toMatchObject([
      { name: 'g', members: [{ name: 'a' }] },
    ]);
  });
});

test('events bear names', () => {
  const event = {
    at: '2026-11-30T08:00:01.000Z',
    times: 1,
    kind: 'takeover-granted',
    mirrorGuid: 'g',
    memberGuid: 'b',
    address: '1',
  } as const;
  expect(namedEvents(view({ events: [event] }), labOf(member('b')))).toMatchObject([{ mirror: 'APRIL', member: 'SERVERB/IRIS' }]);
});
