'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { ReadOnlyField } from '../../../ui/field.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { AsyncMirrorTable } from './async-mirror-table.tsx';
import { FilterFailures } from './filter-failures.tsx';
import { useMarks } from '../../../messages/use-marks.ts';

type Monitor = InstanceView<'mirror-monitor'>;

/** Who this async is, and the mirrors that it belongs to (portal facts 2.9). */
export function AsyncInformation({
  target,
  monitor,
  mirrors,
}: {
  target: Target;
  monitor: Monitor;
  mirrors: InstanceView<'async-mirrors'> | null;
}) {
  const t = useTranslations();
  const marks = useMarks();
  const own = monitor.members.find(({ guid }) => guid === monitor.thisMember.guid);
  const isInSeveral = mirrors !== null && mirrors.mirrors.length > 1;
  return (
    <div className={isInSeveral ? 'space-y-4' : 'grid gap-4 lg:grid-cols-[2fr_3fr]'}>
      <Panel title={t('async.monitor.memberInformation')}>
        <ReadOnlyField label={t('async.monitor.memberName')}>{monitor.thisMember.name}</ReadOnlyField>
        <ReadOnlyField label={t('async.monitor.type')}>{t(`memberType.${monitor.thisKind}`)}</ReadOnlyField>
        <ReadOnlyField label={t('async.monitor.address')}>{monitor.thisMember.superserverAddress}</ReadOnlyField>
        <ReadOnlyField label={t('async.monitor.distinguishedName')}>{own?.distinguishedName || t('ui.notAvailable')}</ReadOnlyField>
      </Panel>
      <Panel title={t('async.monitor.mirrors')}>
        {mirrors && <AsyncMirrorTable target={target} mirrors={mirrors} shown={monitor.mirrorName} />}
        {mirrors && mirrors.memberKind !== 'disaster-recovery' && <FilterFailures target={target} />}
        {!isInSeveral && (
          <p className="mt-3 text-sm">
            <span className="font-bold">
              {t('async.monitor.dejournalStatus')}
              {marks.colon}
            </span>
            {monitor.dejournaling?.isRunning
              ? t('async.monitor.running', { processId: String(monitor.dejournaling.processId) })
              : t('async.monitor.stopped')}
          </p>
        )}
      </Panel>
    </div>
  );
}
