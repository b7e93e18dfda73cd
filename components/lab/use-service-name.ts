'use client';
import { useTranslations } from 'use-intl';
import { AGENT_PORT, SUPERSERVER_PORT, WEB_PORT } from '@/lib/contract/units.ts';

/** The service behind a well-known port. */
export function useServiceName(): (port: number) => string {
  const t = useTranslations('lab.flowService');
  return (port) =>
    port === SUPERSERVER_PORT ? t('superserver') : port === AGENT_PORT ? t('agent') : port === WEB_PORT ? t('web') : t('other', { port });
}
