'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { BackgroundTaskList } from '../tasks/background-task-list.tsx';
import { Button, LinkButton, TextLink } from '../ui/button.tsx';
import { Note } from '../ui/note.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { ChooseDatabasesDialog } from './choose-databases-dialog.tsx';
import { FreeSpaceTable } from './free-space-table.tsx';
import { OperationTable } from './operation-table.tsx';

/** System Operation > Databases: what is mounted and how large it is, and the integrity check. */
export function OperationPage({ target, isFreeSpace }: { target: Target; isFreeSpace: boolean }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const live = useInstance(target, 'databases', {});
  const [choosing, setChoosing] = useState(false);
  const [begun, setBegun] = useState(false);
  const databases = live.value?.databases;
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/databases/operation')}
        title={t('title.databases')}
        actions={
          <>
            <Button
              onClick={() => {
                setBegun(false);
                setChoosing(true);
              }}
            >
              {t('databases.operation.integrityCheck')}
            </Button>
            <LinkButton href={instanceHref(target, '/databases/operation/integrity-log')}>
              {t('databases.operation.integrityLog')}
            </LinkButton>
          </>
        }
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {begun && <Note look="good">{t('databaseOrder.begun')}</Note>}
        {!databases && !live.refusal && !live.stale && <Spinner />}
        {databases && (
          <>
            <p className="font-bold">{t('databases.operation.heading')}</p>
            <ViewLinks target={target} isFreeSpace={isFreeSpace} />
            {isFreeSpace ? <FreeSpace target={target} /> : <OperationTable target={target} databases={databases} />}
            <BackgroundTaskList target={target} kinds={['integrity-check', 'mount', 'compact']} />
          </>
        )}
        {choosing && databases && (
          <ChooseDatabasesDialog
            target={target}
            title={t('databases.operation.integrityCheck')}
            paragraphs={[t('databases.operation.checkText')]}
            action={t('databases.operation.check')}
            candidates={databases.map(({ name, directory, actions }) => ({ name, detail: directory, refusal: actions.integrityCheck }))}
            command={(names) => ({ kind: 'integrity-check', databases: names, inBackground: true })}
            onClose={() => setChoosing(false)}
            onBegun={() => {
              setChoosing(false);
              setBegun(true);
            }}
          />
        )}
      </PageBody>
    </>
  );
}

/** The product's choice between its two views of the same list. */
function ViewLinks({ target, isFreeSpace }: { target: Target; isFreeSpace: boolean }) {
  const t = useTranslations('databases.operation');
  const href = instanceHref(target, '/databases/operation');
  return (
    <nav aria-label={t('view')} className="flex gap-x-5">
      {([false, true] as const).map((isFree) => (
        <TextLink
          key={String(isFree)}
          href={isFree ? `${href}?view=free-space` : href}
          aria-current={isFree === isFreeSpace ? 'page' : undefined}
          className={isFree === isFreeSpace ? 'font-bold' : undefined}
        >
          {t(isFree ? 'freeSpace' : 'general')}
        </TextLink>
      ))}
    </nav>
  );
}

function FreeSpace({ target }: { target: Target }) {
  const live = useInstance(target, 'database-space', {});
  if (live.refusal) return <RefusalNotice refusal={live.refusal} />;
  return live.value ? <FreeSpaceTable target={target} databases={live.value.databases} /> : <Spinner />;
}
