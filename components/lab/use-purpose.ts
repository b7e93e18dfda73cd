'use client';
import { useTranslations } from 'use-intl';

/** What a host is for, in the page's language; a purpose without a translation is shown as the lab names it. */
export function usePurpose(): (purpose: string) => string {
  const t = useTranslations('lab.purposeName');
  return (purpose) => (t.has(purpose as 'arbiter') ? t(purpose as 'arbiter') : purpose);
}
