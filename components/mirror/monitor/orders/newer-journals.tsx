'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useQuestion } from '@/lib/query/use-question.ts';

/** What a force would give up, and how to keep it: asked when the dialogue opens. */
export function NewerJournals({ target }: { target: Target }) {
  const t = useTranslations('operator.newer');
  const { value } = useQuestion(target, 'newer-journals', {}, null);
  if (!value) return <p role="status">{t('asking')}</p>;
  const { newer, silent } = value;
  return (
    <>
      {newer.map(({ name, file, offset, mayBePromoted }) => (
        <p key={name} className="break-words font-bold">
          {t('has', { name, file, offset: String(offset) })} {mayBePromoted ? t('promote', { name }) : t('copy', { name })}
        </p>
      ))}
      {silent.length > 0 && <p className="break-words">{t('silent', { names: silent.join(', ') })}</p>}
      {newer.length === 0 && silent.length === 0 && <p>{t('nobody')}</p>}
    </>
  );
}
