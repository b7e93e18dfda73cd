'use client';
import { useTranslations } from 'use-intl';
import { type JournalDiskCondition, journalDiskConditions } from '@/lib/contract/units.ts';
import type { LabHost } from '@/lib/contract/views.ts';
import type { HostControls } from './command-button.tsx';

/** What the disk under the instance's journal does to a write from now on. */
export function JournalDisk({ host, instance, sender }: HostControls & { instance: LabHost['instances'][number] }) {
  const t = useTranslations('lab');
  const choose = (condition: JournalDiskCondition) =>
    sender.send({ kind: 'set-journal-disk', host: host.name, instance: instance.name, condition });
  return (
    <label
      className={`mt-2 flex flex-wrap items-center gap-2 text-sm ${instance.journalDisk === 'healthy' ? '' : 'font-bold text-danger'}`}
    >
      {t('journalDisk')}
      <select
        className="min-h-7 rounded-md border border-line-strong bg-raised px-1 font-normal text-ink"
        aria-label={t('actionOn', { action: t('journalDisk'), object: `${host.name}/${instance.name}` })}
        value={instance.journalDisk}
        onChange={(event) => choose(journalDiskConditions.find((one) => one === event.target.value) ?? 'healthy')}
      >
        {journalDiskConditions.map((condition) => (
          <option key={condition} value={condition}>
            {t(`journalDiskCondition.${condition}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
