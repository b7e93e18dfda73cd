'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { TextLink } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { lostHref } from '../../lost/lost-href.ts';

const steps = ['confirm', 'backup', 'remove', 'add', 'restore'] as const;

/** The way out for a member whose databases went beyond the mirror's history (engine facts 4.15). */
export function RebuildNote({ target }: { target: Target }) {
  const t = useTranslations('operator');
  const lost = useTranslations('lost');
  return (
    <Note look="warning">
      <b>{t('rebuildTitle')}.</b> {t('rebuildText')}
      <ol className="mt-1 list-decimal pl-5">
        {steps.map((step) => (
          <li key={step}>{t(`rebuildSteps.${step}`)}</li>
        ))}
      </ol>
      <p className="mt-2">
        <TextLink href={lostHref(target)}>{lost('link')}</TextLink>
      </p>
    </Note>
  );
}
