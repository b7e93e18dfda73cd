'use client';
import { useState } from 'react';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { SqlResult } from '@/lib/contract/sql.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';

/** A name for the statement, by which it can be cancelled while it runs. */
const newName = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

export interface StatementRunner {
  /** Answers the rows, or null when it was refused. */
  readonly execute: (sql: string, maximumRows: number) => Promise<SqlResult | null>;
  readonly cancel: () => void;
  readonly isRunning: boolean;
  /** Of the last statement, until the next one. */
  readonly result: SqlResult | null;
  readonly refusal: Refusal | null;
}

/** Runs statements in one namespace, one at a time. */
export function useStatement(target: Target, namespace: string): StatementRunner {
  const executor = useSendCommand(target);
  const canceller = useSendCommand(target);
  const [running, setRunning] = useState<string | null>(null);
  const [result, setResult] = useState<SqlResult | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const execute = async (sql: string, maximumRows: number) => {
    const statement = newName();
    setRunning(statement);
    setRefusal(null);
    const outcome = await executor.send({ kind: 'execute-sql', namespace, statement, sql, maximumRows });
    setRunning(null);
    if (!outcome.ok) {
      setResult(null);
      setRefusal(outcome.refusal);
      return null;
    }
    setResult(outcome.value);
    return outcome.value;
  };
  return {
    execute,
    cancel: () => running !== null && void canceller.send({ kind: 'cancel-sql', statement: running }),
    isRunning: running !== null,
    result,
    refusal,
  };
}
