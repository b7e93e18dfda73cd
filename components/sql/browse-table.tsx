'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { SqlTable } from '@/lib/contract/sql.ts';
import { SQL_ROWS_DEFAULT } from '@/lib/contract/units.ts';
import { Button } from '../ui/button.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { SqlOutcome } from './sql-outcome.tsx';
import { nameOf, selectAllOf } from './table-name.ts';
import { useStatement } from './use-statement.ts';

/** The rows of a table as they are now; asked once, and again on Refresh. */
export function BrowseTable({ target, namespace, table }: { target: Target; namespace: string; table: SqlTable }) {
  const t = useTranslations('sql');
  const runner = useStatement(target, namespace);
  const isAsked = useRef(false);
  const look = () => void runner.execute(selectAllOf(table), SQL_ROWS_DEFAULT);
  useEffect(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    look();
  });
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-[15px] font-bold text-navy">{t('browseCaption', { table: nameOf(table) })}</h2>
        <Button size="small" busy={runner.isRunning} onClick={look}>
          {t('refresh')}
        </Button>
      </div>
      {runner.isRunning ? (
        <Spinner />
      ) : (
        <SqlOutcome
          target={target}
          namespace={namespace}
          caption={t('browseCaption', { table: nameOf(table) })}
          result={runner.result}
          refusal={runner.refusal}
        />
      )}
    </div>
  );
}
