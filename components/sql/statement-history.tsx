'use client';
import { useTranslations } from 'use-intl';
import { useFormat } from '../messages/use-format.ts';
import { Button } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Panel } from '../ui/panel.tsx';
import type { HistoryEntry } from './use-sql-history.ts';

interface StatementHistoryProps {
  readonly entries: readonly HistoryEntry[];
  readonly onTake: (sql: string) => void;
  readonly onClear: () => void;
}

export function StatementHistory({ entries, onTake, onClear }: StatementHistoryProps) {
  const t = useTranslations('sql');
  const format = useFormat();
  const columns: Column<HistoryEntry>[] = [
    { id: 'at', head: t('historyColumn.at'), cell: ({ at }) => format.dateTime(at), className: 'whitespace-nowrap' },
    { id: 'namespace', head: t('historyColumn.namespace'), cell: ({ namespace }) => namespace },
    {
      id: 'statement',
      head: t('historyColumn.statement'),
      cell: ({ sql }) => (
        <button
          type="button"
          data-prints
          aria-label={t('takeOf', { sql })}
          className="break-words text-left font-mono text-link underline decoration-1 underline-offset-2 [overflow-wrap:anywhere]"
          onClick={() => onTake(sql)}
        >
          {sql}
        </button>
      ),
    },
    {
      id: 'outcome',
      head: t('historyColumn.outcome'),
      cell: ({ rowCount }) => (rowCount === null ? <span className="text-danger">{t('historyFailed')}</span> : format.count(rowCount)),
    },
  ];
  return (
    <Panel
      title={t('history')}
      aside={
        entries.length > 0 && (
          <Button size="small" onClick={onClear}>
            {t('clearHistory')}
          </Button>
        )
      }
    >
      <p className="mb-2 text-sm text-ink-soft">{t('historyHelp')}</p>
      {entries.length === 0 ? (
        <p className="italic text-ink-soft">{t('noHistory')}</p>
      ) : (
        <DataTable
          caption={t('history')}
          columns={columns}
          rows={entries}
          rowKey={({ namespace, sql }) => `${namespace} ${sql}`}
          bar={false}
          cards
        />
      )}
    </Panel>
  );
}
