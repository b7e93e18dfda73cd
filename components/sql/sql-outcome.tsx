'use client';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { SqlResult } from '@/lib/contract/sql.ts';
import { useFormat } from '../messages/use-format.ts';
import { Note } from '../ui/note.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { ProtectNote } from './protect-note.tsx';
import { ResultTable } from './result-table.tsx';

interface SqlOutcomeProps {
  readonly target: Target;
  readonly namespace: string;
  readonly caption: string;
  readonly result: SqlResult | null;
  readonly refusal: Refusal | null;
}

/** Below the box: the line with the figures and the rows, or in red why there are none. */
export function SqlOutcome({ target, namespace, caption, result, refusal }: SqlOutcomeProps) {
  const t = useTranslations('sql');
  const format = useFormat();
  if (refusal) {
    return (
      <div className="space-y-3">
        <RefusalNotice refusal={refusal} alert />
        {refusal.code === '<PROTECT>' && <ProtectNote target={target} namespace={namespace} />}
      </div>
    );
  }
  if (!result) return null;
  return (
    <div className="space-y-3">
      <p role="status" className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
        <b>{t('rowCount', { count: format.count(result.rowCount) })}</b>
        <span>{t('performance', { seconds: result.seconds.toFixed(4) })}</span>
        <span>{t('references', { count: format.count(result.globalReferences) })}</span>
        <span>{t('lastUpdate', { time: format.stamp(result.endedAt) })}</span>
      </p>
      {result.more && <Note look="warning">{t('more')}</Note>}
      {result.unreadable.map(({ table, count, reason }) => (
        <Note key={table} look="warning">
          {t('unreadable', { table, count, reason })}
        </Note>
      ))}
      {result.verb === 'EXPLAIN' && <Note look="notice">{t('planText')}</Note>}
      {result.columns.length > 0 ? (
        <ResultTable caption={caption} result={result} />
      ) : (
        <Note look="good">{t('done', { verb: result.verb })}</Note>
      )}
    </div>
  );
}
