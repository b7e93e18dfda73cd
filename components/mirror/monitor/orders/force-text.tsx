'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../../../messages/use-format.ts';

/** The product's warnings before a forced takeover: which one depends on what this member was when it was last connected. */
export function useForceText({ lastStanding, journal }: InstanceView<'mirror-monitor'>['forceFacts']): string[] {
  const t = useTranslations('operator');
  const format = useFormat();
  const reach = journal && { time: format.dateTime(journal.time), file: journal.file };
  const upTo = reach ? t('forceJournal', reach) : t('forceNoJournal');
  if (lastStanding === 'primary') return [t('forceWasPrimary'), upTo, t('forceWasPrimaryDetail')];
  if (lastStanding === 'active-backup') return [reach ? t('forceActive', reach) : upTo, t('forceActiveDetail')];
  return [t('forceNotActive'), upTo, t('forceLess')];
}
