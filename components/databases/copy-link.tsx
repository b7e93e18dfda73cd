'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { TextLink } from '../ui/button.tsx';
import { copyHref } from './database-href.ts';
import { type DatabaseDraft, mirrorDatabaseNameOf } from './draft.ts';

/** Beside #2105: what the sentence means, and the way out. */
export function CopyLink({ target, draft }: { target: Target; draft: DatabaseDraft }) {
  const t = useTranslations('databases.wizard.warning');
  const name = mirrorDatabaseNameOf(draft).toUpperCase();
  return (
    <div className="mt-2 space-y-1 border-l-4 border-line-strong pl-3 text-sm">
      <p>{t('explained', { name })}</p>
      <TextLink href={copyHref(target, name)}>{t('howToBring', { name })}</TextLink>
    </div>
  );
}
