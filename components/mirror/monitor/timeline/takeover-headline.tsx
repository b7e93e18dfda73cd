'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { RefusalNotice } from '../../../ui/refusal-notice.tsx';
import { LostLink } from '../../lost/lost-link.tsx';
import { useTakeoverWords } from './use-takeover-words.ts';

/** The news of a takeover, on every member, until a person has acknowledged it on one. */
export function TakeoverHeadline({ target, mirrorName }: { target: Target; mirrorName: string | null }) {
  const entry = useInstance(target, 'mirror-timeline', timelineOf(mirrorName, 'all')).value?.headline;
  return entry?.takeover ? <News target={target} mirrorName={mirrorName} entry={entry} takeover={entry.takeover} /> : null;
}

interface NewsProps {
  readonly target: Target;
  readonly mirrorName: string | null;
  readonly entry: TimelineEntry;
  readonly takeover: NonNullable<TimelineEntry['takeover']>;
}

function News({ target, mirrorName, entry, takeover }: NewsProps) {
  const t = useTranslations('timeline');
  const format = useFormat();
  const words = useTakeoverWords();
  const { send, isPending, refusal } = useSendCommand(target);
  const names = { member: entry.member, from: takeover.from?.name ?? t('otherMember'), at: format.dateTime(entry.at) };
  return (
    <Note look="warning">
      <p>
        <b>{t('headline', names)}</b> {words.cause(takeover)} {words.length(takeover)}
        {takeover.cause === 'forced' && takeover.from && <LostLink member={takeover.from.name} />}
      </p>
      <p className="mt-2">
        <Button
          busy={isPending}
          onClick={() => void send({ kind: 'acknowledge-takeover', term: takeover.term, ...(mirrorName !== null && { mirrorName }) })}
        >
          {t('acknowledge')}
        </Button>
      </p>
      {refusal && <RefusalNotice refusal={refusal} alert />}
    </Note>
  );
}

export const timelineOf = (mirrorName: string | null, only: 'all' | 'roles') => ({ ...(mirrorName !== null && { mirrorName }), only });
