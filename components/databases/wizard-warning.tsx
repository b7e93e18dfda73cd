'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { TextLink } from '../ui/button.tsx';
import { Note } from '../ui/note.tsx';
import { copyHref } from './database-href.ts';
import type { Warning } from './draft.ts';

export function WizardWarning({ target, warning }: { target: Target; warning: Warning }) {
  const t = useTranslations('databases.wizard.warning');
  if (warning.kind === 'not-on-primary') return <Note look="warning">{t('not-on-primary', { name: warning.name })}</Note>;
  const { name, directory } = warning.entry;
  return (
    <Note look={warning.kind === 'is-downloaded' ? 'notice' : 'warning'}>
      <p>{t(warning.kind, { name, directory })}</p>
      {warning.kind === 'needs-copy' && (
        <TextLink href={copyHref(target, name)} target="_blank">
          {t('howToBring', { name })}
        </TextLink>
      )}
    </Note>
  );
}
