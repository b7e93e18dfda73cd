'use client';
import { useTranslations } from 'use-intl';
import { isLeading } from '@/lib/contract/leading.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PartState } from '../../chrome/part-state.tsx';
import { TopologyView } from '../../topology/topology-view.tsx';
import { useSentences } from '../../topology/use-sentences.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Panel } from '../../ui/panel.tsx';
import type { Topology } from '@/lib/contract/topology.ts';
import { hrefOf, MirrorBand } from './mirror-card.tsx';
import { type LabMirror, type MirrorMember, questionOf, speakerOf } from './mirrors-of.ts';
import { useMirrors } from './use-mirrors.ts';

/** Of a member that does not answer: what the others know of it, for each of its mirrors, and the way on. */
export function ToldByOthers({ target }: { target: Target }) {
  const mirrors = useMirrors() ?? [];
  return mirrors.flatMap((mirror) => {
    const member = mirror.members.find((one) => one.target === target);
    return member ? [<ToldOfMirror key={mirror.guid} mirror={mirror} member={member} />] : [];
  });
}

function ToldOfMirror({ mirror, member }: { mirror: LabMirror; member: MirrorMember }) {
  const t = useTranslations('mirrorCard');
  const speaker = speakerOf(mirror, member.target);
  if (!speaker)
    return (
      <Note look="warning">
        {t('ofNobody', { mirror: mirror.name, name: member.name })}{' '}
        <LinkButton href="/lab" size="small">
          {t('toLab')}
        </LinkButton>
      </Note>
    );
  return (
    <Panel
      title={t('of', { speaker: speaker.name, name: member.name })}
      aside={
        <span className="flex flex-wrap gap-2">
          <LinkButton href="/lab" size="small">
            {t('toLab')}
          </LinkButton>
          <LinkButton href={hrefOf(mirror, speaker)} size="small" look="main">
            {t('openMonitor', { name: speaker.name })}
          </LinkButton>
        </span>
      }
    >
      <Told mirror={mirror} member={member} speaker={speaker} />
    </Panel>
  );
}

function Told({ mirror, member, speaker }: { mirror: LabMirror; member: MirrorMember; speaker: MirrorMember }) {
  const live = useInstance(speaker.target, 'mirror-topology', questionOf(speaker, mirror));
  const { value } = live;
  if (!value) return <PartState target={speaker.target} live={live} />;
  // "This system" is the one whose page this is.
  const topology = { ...value, members: value.members.map((one) => ({ ...one, isSelf: one.guid === member.memberGuid })) };
  return (
    <div className="space-y-4">
      <PartState target={speaker.target} live={live} />
      <Sentence topology={topology} mirror={mirror} member={member} speaker={speaker} />
      <TopologyView topology={topology} />
      <MirrorBand mirror={mirror} speaker={speaker} />
    </div>
  );
}

function Sentence({
  topology,
  mirror,
  member,
  speaker,
}: {
  topology: Topology;
  mirror: LabMirror;
  member: MirrorMember;
  speaker: MirrorMember;
}) {
  const t = useTranslations('mirrorCard');
  const sentences = useSentences(topology);
  const known = topology.members.find(({ guid }) => guid === member.memberGuid);
  const leader = topology.members.find(({ status }) => isLeading(status));
  if (!known) return <Note look="warning">{t('notListed', { speaker: speaker.name, name: member.name, mirror: mirror.name })}</Note>;
  return (
    <ul className="space-y-1" aria-live="polite">
      <li className="font-bold">{sentences.member(known)}</li>
      {topology.connections
        .filter(({ from, to }) => from === known.guid || to === known.guid)
        .map((connection) => (
          <li key={`${connection.kind} ${connection.from} ${connection.to}`}>{sentences.connection(connection)}</li>
        ))}
      {leader && leader.guid !== known.guid && <li>{t('leads', { name: leader.name })}</li>}
    </ul>
  );
}
