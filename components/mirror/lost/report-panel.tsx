'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { LostUpdate, LostUpdateReport } from '@/lib/contract/lost-updates.ts';
import { allLostUpdates } from '@/lib/query/lost-updates.ts';
import { useQuestion } from '@/lib/query/use-question.ts';
import { useFormat } from '../../messages/use-format.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RefusalNotice } from '../../ui/refusal-notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { saveFile } from '../monitor/history/save-file.ts';
import { lostHref } from './lost-href.ts';
import { RowTable } from './row-table.tsx';
import { csvOfUpdates, fileOfUpdates } from './updates-file.ts';

/** One report, a page of rows at a time. */
export function ReportPanel({ target, id, from }: { target: Target; id: string; from: number }) {
  const t = useTranslations('lost');
  const { value, refusal } = useQuestion(target, 'lost-updates-rows', { id, from }, null);
  return (
    <Panel title={t('report')}>
      {refusal && <RefusalNotice refusal={refusal} />}
      {!value && !refusal && <Spinner />}
      {value && (
        <div className="space-y-3">
          <Summary report={value.report} />
          <SaveButtons target={target} report={value.report} />
          <Pager target={target} report={value.report} from={from} next={value.next} />
          <RowTable rows={value.rows} />
        </div>
      )}
    </Panel>
  );
}

function Summary({ report }: { report: LostUpdateReport }) {
  const t = useTranslations('lost');
  const format = useFormat();
  const { cause, count, openCount, isWhole, globals, from, to } = report;
  return (
    <>
      <p>
        <b>{t(`causeText.${cause}`)}</b>{' '}
        {t('stretch', {
          from: from.file || `#${from.fileCount}`,
          fromOffset: format.count(from.offset),
          to: to.file,
          toOffset: format.count(to.offset),
        })}
      </p>
      <ul className="list-disc pl-5">
        {globals.map(({ database, global, count: ofGlobal }) => (
          <li key={`${database} ${global}`}>{t('ofGlobal', { count: format.count(ofGlobal), global, database })}</li>
        ))}
      </ul>
      {openCount > 0 && <Note>{t('open', { count: format.count(openCount), all: format.count(count) })}</Note>}
      {!isWhole && <Note look="warning">{t('notWhole')}</Note>}
    </>
  );
}

function SaveButtons({ target, report: { id, mirrorName } }: { target: Target; report: LostUpdateReport }) {
  const t = useTranslations('lost');
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const save = async (ending: string, type: string, textOf: (rows: readonly LostUpdate[]) => string) => {
    setBusy(true);
    const rows = await allLostUpdates(target, id);
    setBusy(false);
    setRefusal(rows.ok ? null : rows.refusal);
    if (rows.ok) saveFile(`${id}${ending}`, textOf(rows.value), type);
  };
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button busy={isBusy} onClick={() => void save('.csv', 'text/csv', csvOfUpdates)}>
          {t('saveCsv')}
        </Button>
        <Button busy={isBusy} onClick={() => void save('.updates', 'application/x-ndjson', (rows) => fileOfUpdates(mirrorName, rows))}>
          {t('saveUpdates')}
        </Button>
      </div>
      {refusal && <RefusalNotice refusal={refusal} alert />}
    </>
  );
}

function Pager({ target, report, from, next }: { target: Target; report: LostUpdateReport; from: number; next: number | null }) {
  const t = useTranslations('lost');
  const { id, pages } = report;
  const page = pages.findLastIndex((begin) => begin <= from);
  const previous = pages.findLast((begin) => begin < from);
  if (pages.length === 1 && next === null) return null;
  return (
    <nav aria-label={t('pages')} className="flex flex-wrap items-center gap-2 text-sm">
      <span className="tabular-nums">{t('page', { page: page + 1, pages: pages.length })}</span>
      {previous !== undefined && (
        <>
          <LinkButton size="small" href={lostHref(target, id)}>
            {t('first')}
          </LinkButton>
          <LinkButton size="small" href={lostHref(target, id, previous)}>
            {t('previous')}
          </LinkButton>
        </>
      )}
      {next !== null && (
        <>
          <LinkButton size="small" href={lostHref(target, id, next)}>
            {t('next')}
          </LinkButton>
          <LinkButton size="small" href={lostHref(target, id, pages.at(-1))}>
            {t('last')}
          </LinkButton>
        </>
      )}
    </nav>
  );
}
