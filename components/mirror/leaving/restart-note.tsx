'use client';
import { useTranslations } from 'use-intl';
import { TextLink } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';

/** After leaving: what is left to do, and where. */
export function RestartNote() {
  const t = useTranslations('home');
  return (
    <Note look="warning">
      {t('restartNeeded')} <TextLink href="/lab">{t('toLab')}</TextLink>
    </Note>
  );
}
