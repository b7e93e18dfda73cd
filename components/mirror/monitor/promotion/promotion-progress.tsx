'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { StoryText } from '../timeline/story-text.tsx';

/** What the member has noted since `since`, oldest first: the promotion as it goes. */
export function PromotionProgress({ timeline, since }: { timeline: InstanceView<'mirror-monitor'>['timeline']; since: string }) {
  const t = useTranslations('promotion');
  const format = useFormat();
  const entries = timeline.filter(({ at }) => at > since).reverse();
  return (
    <ol aria-label={t('progress')} aria-live="polite" className="space-y-1 text-sm">
      {entries.map((entry) => (
        <li key={`${entry.at} ${entry.text}`} className="flex gap-3">
          <span className="shrink-0 tabular-nums text-ink-soft">{format.clock(entry.at)}</span>
          <StoryText entry={entry} />
        </li>
      ))}
    </ol>
  );
}
