'use client';
import { useTranslations } from 'use-intl';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import { useFormat } from '../../../messages/use-format.ts';

/** Above, milliseconds say nothing to a person. */
const MS_SHOWN_MAX = 100_000;

type Takeover = NonNullable<TimelineEntry['takeover']>;

export function useTakeoverWords() {
  const t = useTranslations('timeline');
  const format = useFormat();
  const ms = (value: number) =>
    value < MS_SHOWN_MAX
      ? t('ms', { ms: value < 10 ? String(Math.round(value * 10) / 10) : format.count(Math.round(value)) })
      : format.duration(value);
  return {
    ms,
    /** By whose word. */
    cause: ({ cause, from }: Takeover) => t(`cause.${cause}`, { from: from?.name ?? t('otherMember') }),
    /** How long nobody could write, if that was measured; else how long it took. */
    length: ({ gap, tookMs }: Takeover) => (gap ? t('gap', { took: ms(gap.ms) }) : t('took', { took: ms(tookMs) })),
  };
}
