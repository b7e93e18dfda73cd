import { useTranslations } from 'use-intl';
import type { BackgroundTaskView } from '@/lib/contract/background-tasks.ts';

/** More are counted, not named. */
const SUBJECTS_NAMED = 6;

/** `Catchup: DEMO, USER` */
export function useTaskName() {
  const t = useTranslations('tasks');
  return ({ kind, subjects }: BackgroundTaskView) => {
    const names = subjects.slice(0, SUBJECTS_NAMED).join(', ');
    const hidden = subjects.length - SUBJECTS_NAMED;
    return subjects.length === 0
      ? t(`kind.${kind}`)
      : t('of', { kind: t(`kind.${kind}`), subjects: hidden > 0 ? t('moreSubjects', { names, count: hidden }) : names });
  };
}
