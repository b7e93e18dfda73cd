'use client';
import { useTranslations } from 'use-intl';
import { Note } from '../../../ui/note.tsx';
import type { Monitor } from '../databases/database-actions.ts';

/** A mirror without SSL/TLS works, and believes everybody. */
export function ProtectionNote({ monitor }: { monitor: Monitor }) {
  const t = useTranslations('monitor');
  return monitor.useTls ? null : <Note look="warning">{t('withoutTls', { name: monitor.mirrorName })}</Note>;
}
