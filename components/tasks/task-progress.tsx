import { useTranslations } from 'use-intl';

/** How far something is, with what it works on; the bar moves without a figure while the end is not known. */
export function TaskProgress({ name, percent, at }: { name: string; percent: number | null; at: string }) {
  const t = useTranslations('tasks');
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-sm">
      <progress
        aria-label={t('progress', { task: name })}
        className="h-2.5 min-w-32 max-w-md flex-1 accent-navy-fill"
        max={100}
        value={percent ?? undefined}
      />
      {percent !== null && <span className="tabular-nums">{t('percent', { percent })}</span>}
      {at && <span className="basis-full break-all text-ink-soft">{at}</span>}
    </div>
  );
}
