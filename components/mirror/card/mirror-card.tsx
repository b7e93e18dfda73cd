'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { useInstance } from '@/lib/query/use-live.ts';
import { PartState } from '../../chrome/part-state.tsx';
import { InstanceStateWord } from '../../chrome/instance-state.tsx';
import { instanceHref } from '../../chrome/menu.ts';
import { SmallTopology } from '../../topology/small-topology.tsx';
import { LinkButton, TextLink } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AvailabilityBand } from '../monitor/history/availability-band.tsx';
import { eventId } from '../monitor/history/event-marks.ts';
import { useMirrorEvents } from '../monitor/history/use-mirror-events.ts';
import { FailoverVerdict } from '../monitor/members/failover-verdict.tsx';
import { monitorHref } from '../monitor/monitor-href.ts';
import { TakeoverHeadline } from '../monitor/timeline/takeover-headline.tsx';
import { type LabMirror, type MirrorMember, questionOf } from './mirrors-of.ts';

/** A mirror at a glance: its news, its picture, whether it would fail over now, its last 24 hours. `speaker`: who is asked about it. */
export function MirrorCard({ mirror, speaker }: { mirror: LabMirror; speaker: MirrorMember | null }) {
  const t = useTranslations('mirrorCard');
  return (
    <Panel
      title={t('mirror', { name: mirror.name })}
      aside={
        speaker && (
          <LinkButton href={hrefOf(mirror, speaker)} size="small">
            {t('openMonitor', { name: speaker.name })}
          </LinkButton>
        )
      }
    >
      {speaker ? <Spoken mirror={mirror} speaker={speaker} /> : <Silent mirror={mirror} />}
    </Panel>
  );
}

export const hrefOf = ({ name }: LabMirror, { target, isInSeveral }: MirrorMember) =>
  isInSeveral ? monitorHref(target, name) : instanceHref(target, '/mirror/monitor');

function Spoken({ mirror, speaker }: { mirror: LabMirror; speaker: MirrorMember }) {
  const t = useTranslations('mirrorCard');
  const picture = useInstance(speaker.target, 'mirror-topology', questionOf(speaker, mirror));
  const figures = useInstance(speaker.target, 'mirror-monitor', questionOf(speaker, mirror));
  const [topology, monitor] = [picture.value, figures.value];
  if (!topology || !monitor) return <PartState target={speaker.target} live={topology ? figures : picture} />;
  return (
    <div className="space-y-4">
      <PartState target={speaker.target} live={picture.stale ? picture : figures} />
      <TakeoverHeadline target={speaker.target} mirrorName={speaker.isInSeveral ? mirror.name : null} />
      <div className="drawing grid items-center gap-4 md:grid-cols-[minmax(0,27.5rem)_minmax(0,1fr)]">
        <SmallTopology topology={topology} />
        {/* On a phone the verdict comes before the picture. */}
        <div className="space-y-2 max-md:order-first">
          {monitor.thisKind === 'failover' ? (
            <FailoverVerdict monitor={monitor} />
          ) : (
            <Note look="warning">{t('noFailoverMember', { name: speaker.name })}</Note>
          )}
          <p className="text-sm text-ink-soft">{t('seenBy', { name: speaker.name })}</p>
        </div>
      </div>
      <MirrorBand mirror={mirror} speaker={speaker} />
    </div>
  );
}

/** What a segment begins with is told on the Mirror Monitor of whoever tells of it. */
export function MirrorBand({ mirror, speaker }: { mirror: LabMirror; speaker: MirrorMember }) {
  const router = useRouter();
  const events = useMirrorEvents(speaker.target, speaker.isInSeveral ? mirror.name : null);
  return (
    <AvailabilityBand
      target={speaker.target}
      mirrorName={mirror.name}
      events={events}
      toEvent={(event) => router.push(`${hrefOf(mirror, speaker)}#${eventId(event)}`)}
    />
  );
}

function Silent({ mirror }: { mirror: LabMirror }) {
  const t = useTranslations('mirrorCard');
  return (
    <div className="space-y-3">
      <Note look="warning">
        {t('nobody')} <TextLink href="/lab">{t('toLab')}</TextLink>
      </Note>
      <ul aria-label={t('members', { mirror: mirror.name })} className="space-y-1">
        {mirror.members.map(({ memberGuid, name, state }) => (
          <li key={memberGuid} className="flex flex-wrap gap-x-3">
            <span className="font-bold">{name}</span>
            <InstanceStateWord state={state} />
          </li>
        ))}
      </ul>
    </div>
  );
}
