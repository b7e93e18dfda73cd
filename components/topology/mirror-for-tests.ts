/** Mirrors of any size, as a picture gets them. */
import type { Topology, TopologyConnection, TopologyMember } from '@/lib/contract/topology.ts';

export const memberFor = (guid: string, name: string, part: Partial<TopologyMember> = {}): TopologyMember => ({
  guid,
  name,
  kind: 'failover',
  isSelf: false,
  status: 'backup',
  condition: 'alive',
  isActive: null,
  term: 7,
  journal: { fileCount: 14, offset: 8_700_000 },
  told: null,
  says: null,
  lagMs: null,
  lagBytes: null,
  atMostLost: null,
  readyMs: null,
  lastHeardAgoMs: null,
  ...part,
});

export const connectionFor = (
  kind: TopologyConnection['kind'],
  from: string,
  to: string,
  part: Partial<TopologyConnection> = {},
): TopologyConnection => ({
  kind,
  from,
  to,
  state: 'connected',
  unheard: null,
  lastWordAgoMs: 0,
  roundTripMs: null,
  tls: null,
  compression: null,
  ratio: null,
  bytesPerSecond: null,
  ...part,
});

/** A healthy mirror of `count` members, of which `a` leads and `b` is its backup; names of 12 or of 32 letters. */
export function mirrorOf(count: number, { longNames = false } = {}): Topology {
  const nameOf = (letter: string) => (longNames ? `SERVER${letter}-FRANKFURT-MAIN/IRISPRODUCT` : `SERVER${letter}/IRIS`);
  const letters = [...'ABDEFGHIJKLMNOPQRS'].slice(0, count);
  const kinds = ['disaster-recovery', 'read-only-reporting', 'read-write-reporting'] as const;
  const members = letters.map((letter, index) => {
    const guid = letter.toLowerCase();
    if (index === 0) return memberFor(guid, nameOf(letter), { isSelf: true, status: 'primary' });
    const says = { told: 'connected', says: { status: 'connected', ageMs: 0 }, lagMs: 0, lagBytes: 0 } as const;
    return index === 1
      ? memberFor(guid, nameOf(letter), { ...says, isActive: true, told: 'backup', says: { status: 'backup', ageMs: 0 } })
      : memberFor(guid, nameOf(letter), { ...says, kind: kinds[index % 3] ?? 'disaster-recovery', status: 'connected' });
  });
  const others = members.slice(1).map(({ guid }) => guid);
  return {
    mirrorName: 'APRIL',
    waitMs: 5000,
    members,
    arbiter: {
      address: '172.16.58.100|2188',
      mode: 'arbiter-controlled',
      sees: members.slice(0, 2).map(({ guid }) => ({ guid, isSeen: true })),
    },
    virtualIp: { address: '172.16.58.103', holder: 'a' },
    connections: [
      ...others.map((guid) =>
        connectionFor('journal', 'a', guid, {
          roundTripMs: 0.42,
          tls: 'TLSv1.3',
          compression: 'lz4',
          ratio: 2.1,
          bytesPerSecond: 1_240_000,
        }),
      ),
      ...(count > 1 ? [connectionFor('agent', 'b', 'a', { roundTripMs: 11 }), connectionFor('arbiter', 'b', 'arbiter')] : []),
      connectionFor('arbiter', 'a', 'arbiter'),
    ],
  };
}
