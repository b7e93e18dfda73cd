'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { Paragraphs } from './paragraphs.tsx';

/** The product's warnings before a forced takeover: which one depends on what this member was when it was last connected. */
export function ForceText({ facts: { lastStanding, journal } }: { facts: InstanceView<'mirror-monitor'>['forceFacts'] }) {
  const t = useTranslations('operator');
  const format = useFormat();
  const reach = journal && { time: format.dateTime(journal.time), file: journal.file };
  const upTo = reach ? t('forceJournal', reach) : t('forceNoJournal');
  switch (lastStanding) {
    case 'primary':
      return <Paragraphs texts={[t('forceWasPrimary'), upTo, t('forceWasPrimaryDetail')]} />;
    case 'active-backup':
      return <Paragraphs texts={[reach ? t('forceActive', reach) : upTo, t('forceActiveDetail')]} />;
    case 'not-active':
      return <Paragraphs texts={[t('forceNotActive'), upTo, t('forceLess')]} />;
  }
}
