'use client';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { SQL_ROWS_DEFAULT, SQL_ROWS_MAX } from '@/lib/contract/units.ts';
import { Button } from '../ui/button.tsx';
import { inputStyle } from '../ui/field.tsx';
import { NOTHING_ENTERED } from '../ui/not-yet.ts';
import { ReasonButton } from '../ui/reason-button.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { SqlOutcome } from './sql-outcome.tsx';
import { StatementHistory } from './statement-history.tsx';
import { useSqlHistory } from './use-sql-history.ts';
import { useStatement } from './use-statement.ts';

interface ExecuteQueryProps {
  readonly target: Target;
  readonly namespace: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}

export function ExecuteQuery({ target, namespace, text, onText }: ExecuteQueryProps) {
  const t = useTranslations('sql');
  const id = useId();
  const { execute, cancel, isRunning, result, refusal } = useStatement(target, namespace);
  const history = useSqlHistory();
  const [isHistoryShown, setHistoryShown] = useState(false);
  const [maximum, setMaximum] = useState(String(SQL_ROWS_DEFAULT));
  const run = async (isPlan = false) => {
    const typed = text.trim();
    if (typed === '' || isRunning) return;
    const sql = isPlan && !/^explain\b/i.test(typed) ? `EXPLAIN ${typed}` : typed;
    const answered = await execute(sql, Math.min(Math.max(1, Math.trunc(Number(maximum)) || SQL_ROWS_DEFAULT), SQL_ROWS_MAX));
    history.add({ at: new Date().toISOString(), namespace, sql, rowCount: answered?.rowCount ?? null });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void run();
  };
  const missing = text.trim() === '' ? NOTHING_ENTERED : null;
  return (
    <div className="space-y-3">
      <div>
        <label htmlFor={id} className="block font-bold">
          {t('statement')}
        </label>
        <textarea
          id={id}
          aria-describedby={`${id}-help`}
          rows={5}
          spellCheck={false}
          autoCapitalize="off"
          className={`${inputStyle} max-w-none font-mono text-sm`}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={press}
        />
        <p id={`${id}-help`} className="text-sm text-ink-soft">
          {t('statementHelp')}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        {isRunning ? (
          <Button look="danger" onClick={cancel}>
            {t('cancel')}
          </Button>
        ) : (
          <ReasonButton look="main" refusal={missing} onPress={() => run()}>
            {t('execute')}
          </ReasonButton>
        )}
        <ReasonButton refusal={missing} busy={isRunning} onPress={() => run(true)}>
          {t('showPlan')}
        </ReasonButton>
        <Button aria-expanded={isHistoryShown} onClick={() => setHistoryShown(!isHistoryShown)}>
          {isHistoryShown ? t('hideHistory') : t('showHistory')}
        </Button>
        <label className="flex items-center gap-2 text-sm">
          {t('max')}
          <input
            type="number"
            min={1}
            max={SQL_ROWS_MAX}
            className="min-h-9 w-24 rounded-md border border-line-strong bg-raised px-2 text-ink"
            value={maximum}
            onChange={(event) => setMaximum(event.target.value)}
          />
        </label>
      </div>
      {isHistoryShown && <StatementHistory entries={history.entries} onTake={onText} onClear={history.clear} />}
      {isRunning ? (
        <Spinner label={t('executing')} />
      ) : (
        <SqlOutcome target={target} namespace={namespace} caption={t('resultCaption')} result={result} refusal={refusal} />
      )}
    </div>
  );
}
