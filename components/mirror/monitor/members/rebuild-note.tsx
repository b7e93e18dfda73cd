'use client';
import { useTranslations } from 'use-intl';
import { Note } from '../../../ui/note.tsx';

const steps = ['confirm', 'backup', 'remove', 'add', 'restore'] as const;

/** The way out for a member whose databases went beyond the mirror's history (engine facts 4.15). */
export function RebuildNote() {
  const t = useTranslations('operator');
  return (
    <Note look="warning">
      <b>{t('rebuildTitle')}.</b> {t('rebuildText')}
      <ol className="mt-1 list-decimal pl-5">
        {steps.map((step) => (
          <li key={step}>{t(`rebuildSteps.${step}`)}</li>
        ))}
      </ol>
    </Note>
  );
}
