'use client';
import { useTranslations } from 'use-intl';
import type { Topology, TopologyConnection } from '@/lib/contract/topology.ts';
import { ARBITER_END } from '@/lib/contract/topology-ends.ts';
import { memberTones } from '../chrome/member-status.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { isBroken } from './trouble.ts';
import { useSentences } from './use-sentences.ts';

/** The same in words, for a screen that is too narrow for a picture: the arbiter, then each member with what connects it. */
export function TopologyList({ topology }: { topology: Topology }) {
  const t = useTranslations();
  const sentences = useSentences(topology);
  const virtualIp = sentences.virtualIp();
  const rowOf = (connection: TopologyConnection) => (
    <li key={`${connection.kind} ${connection.from} ${connection.to}`}>
      <StatusWord tone={isBroken(connection) ? 'danger' : 'quiet'} className="items-start whitespace-normal font-normal">
        <span className="min-w-0">{sentences.connection(connection)}</span>
      </StatusWord>
    </li>
  );
  return (
    <ul aria-label={t('topology.list', { name: topology.mirrorName })} className="space-y-2 text-sm">
      <li className="rounded-md border border-line px-3 py-2">{sentences.arbiter()}</li>
      {virtualIp && <li className="rounded-md border border-line px-3 py-2">{virtualIp}</li>}
      {topology.members.map((member) => (
        <li key={member.guid} className="rounded-md border border-line px-3 py-2">
          <p className="font-bold">
            <StatusWord tone={memberTones[member.status]}>{member.name}</StatusWord>
          </p>
          <p className="mt-1">{sentences.member(member)}</p>
          <ul className="mt-1 space-y-1 border-t border-line pt-1 empty:hidden">
            {topology.connections.filter((connection) => ownerOf(connection) === member.guid).map(rowOf)}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** Each connection stands once: journal with who receives it, questions with who asks. */
const ownerOf = ({ kind, from, to }: TopologyConnection) => (kind === 'journal' && to !== ARBITER_END ? to : from);
