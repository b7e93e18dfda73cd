'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useFormat } from '../messages/use-format.ts';
import { BackgroundTaskList } from '../tasks/background-task-list.tsx';
import { LinkButton } from '../ui/button.tsx';
import { ReadOnlyField } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { propertiesHref } from './database-href.ts';
import { DejournalingActions } from './dejournaling-actions.tsx';
import { DetailsActions } from './details-actions.tsx';
import { PathText } from '../ui/path-text.tsx';

const BYTES_PER_MB = 1_048_576;

/** Database Details: what it is, how full it is, and what can be done with it. */
export function DetailsPage({ target, name }: { target: Target; name: string }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const live = useInstance(target, 'database-details', { name });
  const details = live.value;
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/databases/operation', { below: t('title.databaseDetails') })}
        title={`${t('title.databaseDetails')}: ${name}`}
        actions={
          details && (
            <>
              <DetailsActions target={target} details={details} />
              {details.dejournaling && <DejournalingActions target={target} name={name} dejournaling={details.dejournaling} />}
              <LinkButton href={propertiesHref(target, name)}>{t('databases.details.properties')}</LinkButton>
            </>
          )
        }
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!details && !live.refusal && !live.stale && <Spinner />}
        {details && (
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <General details={details} />
            <Sizes details={details} />
          </div>
        )}
        <BackgroundTaskList
          target={target}
          subjects={[name]}
          kinds={['mount', 'compact', 'integrity-check', 'catch-up', 'mark-caught-up', 'pause-dejournaling', 'activate']}
        />
      </PageBody>
    </>
  );
}

type Details = InstanceView<'database-details'>;

function General({ details }: { details: Details }) {
  const t = useTranslations();
  const yesNo = (value: boolean) => (value ? t('ui.yes') : t('ui.no'));
  return (
    <Panel title={t('databases.details.general')}>
      <ReadOnlyField label={t('databases.details.directory')}>
        <PathText path={details.directory} />
      </ReadOnlyField>
      <ReadOnlyField label={t('databases.details.resource')}>{details.resource}</ReadOnlyField>
      <ReadOnlyField label={t('databases.details.mirror')}>
        {details.mirror
          ? t('databases.details.mirrorOf', { database: details.mirror.databaseName, mirror: details.mirror.mirrorName })
          : t('databases.details.notMirrored')}
      </ReadOnlyField>
      {details.dejournaling && (
        <ReadOnlyField label={t('databases.details.dejournaling.name')}>
          {t(details.dejournaling.isPaused ? 'databases.details.dejournaling.paused' : 'databases.details.dejournaling.notPaused')}
        </ReadOnlyField>
      )}
      <ReadOnlyField label={t('databases.details.mounted')}>{yesNo(details.mounted)}</ReadOnlyField>
      {details.mounted && <ReadOnlyField label={t('databases.details.readOnly')}>{yesNo(details.readOnly)}</ReadOnlyField>}
      {details.readOnlyReason && (
        <ReadOnlyField label={t('databases.details.readOnlyReason')}>
          {t(`databases.details.reason.${details.readOnlyReason}`)}
        </ReadOnlyField>
      )}
      <ReadOnlyField label={t('databases.details.encrypted')}>{yesNo(details.encrypted)}</ReadOnlyField>
    </Panel>
  );
}

function Sizes({ details }: { details: Details }) {
  const t = useTranslations();
  const format = useFormat();
  const percentFree = details.sizeBytes === 0 ? 0 : Math.round((details.availableBytes / details.sizeBytes) * 1000) / 10;
  const size = (bytes: number) => (details.mounted ? format.bytes(bytes) : t('databases.details.unknown'));
  return (
    <Panel title={t('databases.details.sizes')}>
      {details.mounted && (
        <>
          <ReadOnlyField label={t('databases.details.blockSize')}>
            {t('databases.details.bytes', { count: format.count(details.blockSize) })}
          </ReadOnlyField>
          <ReadOnlyField label={t('databases.details.blocks')}>{format.count(details.blocks)}</ReadOnlyField>
        </>
      )}
      <ReadOnlyField label={t('databases.details.maximumSize')}>
        {details.maximumSizeMb === 0 ? t('databases.unlimited') : format.bytes(details.maximumSizeMb * BYTES_PER_MB)}
      </ReadOnlyField>
      <ReadOnlyField label={t('databases.details.size')}>{size(details.sizeBytes)}</ReadOnlyField>
      <ReadOnlyField label={t('databases.details.available')}>{size(details.availableBytes)}</ReadOnlyField>
      {details.mounted && <ReadOnlyField label={t('databases.details.percentFree')}>{percentFree}%</ReadOnlyField>}
      <ReadOnlyField label={t('databases.details.diskFree')}>
        {details.diskFreeBytes === null ? t('databases.details.unknown') : format.bytes(details.diskFreeBytes)}
      </ReadOnlyField>
      <ReadOnlyField label={t('databases.details.full')}>{details.full ? t('ui.yes') : t('ui.no')}</ReadOnlyField>
    </Panel>
  );
}
