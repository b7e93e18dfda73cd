'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { StoryCode } from '@/lib/contract/stories.ts';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { announce } from '../../../ui/announce.ts';
import { PartState } from '../../../chrome/part-state.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { OptionBox } from '../../../ui/option-box.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { eventId } from '../history/event-marks.ts';
import { goToEvent } from '../history/go-to-event.ts';
import { LostLink } from '../../lost/lost-link.tsx';
import { StoryText } from './story-text.tsx';
import { timelineOf } from './takeover-headline.tsx';
import { TakeoverSteps } from './takeover-steps.tsx';
import { useTakeoverWords } from './use-takeover-words.ts';
import { WriteProbeSetting } from './write-probe-setting.tsx';

/** What happened in the mirror, as all its members told it, with their reasons; the same on each of them. */
export function Timeline({
  target,
  mirrorName,
  monitor,
  wanted = null,
  onShown = () => undefined,
}: {
  target: Target;
  /** On a reporting async in several mirrors, which. */
  mirrorName: string | null;
  monitor: InstanceView<'mirror-monitor'>;
  /** By its id: an event whose mark was clicked, here or on the page that led here. Gone to, in the list that has it. */
  wanted?: string | null;
  /** It was gone to, or it was said that it is not there any more. */
  onShown?: () => void;
}) {
  const t = useTranslations('timeline');
  const format = useFormat();
  const [isOnlyRoles, setOnlyRoles] = useState(false);
  const live = useInstance(target, 'mirror-timeline', timelineOf(mirrorName, isOnlyRoles ? 'roles' : 'all'));
  const entries = live.value?.entries;
  const others = useInstance(target, 'mirror-timeline', timelineOf(mirrorName, isOnlyRoles ? 'all' : 'roles')).value?.entries;
  useEffect(() => {
    if (!wanted || !entries || !others) return;
    const isIn = (list: readonly TimelineEntry[]) => list.some((entry) => eventId(entry) === wanted);
    // Then it is drawn, and gone to.
    if (!isIn(entries) && isIn(others)) return setOnlyRoles(!isOnlyRoles);
    if (isIn(entries)) goToEvent(wanted);
    else announce(t('gone'), { look: 'warning' });
    onShown();
  }, [wanted, onShown, entries, others, isOnlyRoles, t]);
  const columns: Column<TimelineEntry>[] = [
    {
      id: 'time',
      head: t('time'),
      cell: (entry) => (
        // Curves and the band lead here, to the first of that moment.
        <span
          id={entries?.find(({ at }) => at === entry.at) === entry ? eventId(entry) : undefined}
          tabIndex={-1}
          className="focus:rounded-sm focus:bg-notice-fill focus:outline-2 focus:outline-offset-2 focus:outline-notice"
        >
          {format.stamp(entry.at)}
        </span>
      ),
      className: 'whitespace-nowrap tabular-nums',
    },
    { id: 'member', head: t('member'), cell: (entry) => entry.member, className: 'whitespace-nowrap' },
    { id: 'text', head: t('event'), cell: (entry) => <EntryText entry={entry} />, className: 'w-full min-w-72' },
  ];
  return (
    <Panel title={t('title')} aside={<OptionBox label={t('onlyRoles')} checked={isOnlyRoles} onChange={setOnlyRoles} />}>
      <WriteProbeSetting monitor={monitor} />
      <PartState target={target} live={live} />
      {entries && <p className="mb-2 text-sm text-ink-soft">{entries.length > 0 ? t('text') : t('empty')}</p>}
      {entries && entries.length > 0 && (
        <DataTable caption={t('title')} columns={columns} rows={entries} rowKey={(entry) => entry.key} bar={false} cards />
      )}
    </Panel>
  );
}

/** Of these that member has kept a report. */
const tellsOfLoss: ReadonlySet<StoryCode> = new Set<StoryCode>(['surplus-discarded', 'inconsistent']);

function EntryText({ entry }: { entry: TimelineEntry }) {
  const t = useTranslations('timeline');
  const words = useTakeoverWords();
  const { takeover } = entry;
  return (
    <>
      <span className={entry.severity > 0 ? 'font-bold' : ''}>
        <StoryText entry={entry} />
      </span>
      {entry.story && tellsOfLoss.has(entry.story.code) && <LostLink member={entry.member} />}
      {takeover && (
        <div className="mt-1">
          <p>
            {takeover.from && `${t('tookOverFrom', { from: takeover.from.name })} `}
            {words.cause(takeover)} {words.length(takeover)}
          </p>
          <TakeoverSteps entry={entry} takeover={takeover} />
        </div>
      )}
    </>
  );
}
