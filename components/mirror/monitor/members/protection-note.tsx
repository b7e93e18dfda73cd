'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { TextLink } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import type { Monitor } from '../databases/database-actions.tsx';

/**
 * A mirror without SSL/TLS works, and believes everybody. A member that cannot use its own configuration is alone: to it the others look
 * down.
 */
export function ProtectionNote({ target, monitor }: { target: Target; monitor: Monitor }) {
  const t = useTranslations('monitor');
  if (!monitor.useTls) return <Note look="warning">{t('withoutTls', { name: monitor.mirrorName })}</Note>;
  if (monitor.hasCredentials) return null;
  const page = monitor.thisKind === 'failover' ? '/mirror/edit' : '/mirror/edit-async';
  return (
    <Note look="warning">
      {t('noCredentials')} <TextLink href={instanceHref(target, page)}>{t('noCredentialsCure')}</TextLink>
    </Note>
  );
}
