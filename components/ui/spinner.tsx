'use client';
import { LoaderCircle } from 'lucide-react';
import { useTranslations } from 'use-intl';

export function Spinner({ label }: { label?: string }) {
  const t = useTranslations('ui');
  return (
    <p role="status" className="flex items-center gap-2 py-2 text-sm text-ink-soft">
      <LoaderCircle aria-hidden="true" className="size-4 motion-safe:animate-spin" />
      {label ?? t('loading')}
    </p>
  );
}
