'use client';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { MadeUpdate } from '@/lib/contract/lost-updates.ts';
import { makeUpdates } from '@/lib/query/lost-updates.ts';
import { useFormat } from '../../messages/use-format.ts';
import { ButtonStrip } from '../../ui/button-strip.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { inputStyle } from '../../ui/field.tsx';
import { Note } from '../../ui/note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type ReadFile, readUpdatesFile } from './updates-file.ts';

/** Takes a file of lost updates and makes them on this member, which must be the primary; asks first, and says how many were made. */
export function MakeAgain({ target }: { target: Target }) {
  const t = useTranslations('lost.again');
  const format = useFormat();
  const id = useId();
  const [read, setRead] = useState<ReadFile | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const choose = async (file: File | undefined) => {
    setMade(null);
    setRefusal(null);
    setRead(file ? readUpdatesFile(await file.text()) : null);
  };
  const make = async (updates: readonly MadeUpdate[]) => {
    setBusy(true);
    setMade(0);
    const outcome = await makeUpdates(target, updates, setMade);
    setBusy(false);
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (!outcome.ok) return;
    setAsking(false);
    setRead(null);
  };
  const count = read?.kind === 'updates' ? read.updates.length : 0;
  return (
    <Panel title={t('title')}>
      <p>{t('text')}</p>
      <p className="mt-2">
        <label htmlFor={id} className="mr-2 font-bold">
          {t('file')}
        </label>
        <input
          id={id}
          type="file"
          accept=".updates"
          className={inputStyle}
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            // The same file may be chosen again.
            event.target.value = '';
          }}
        />
      </p>
      <div aria-live="polite" className="mt-2 space-y-2">
        {read?.kind === 'other' && <Note look="warning">{t('otherFile')}</Note>}
        {read?.kind === 'damaged' && <Note look="warning">{t('damagedFile', { line: read.line })}</Note>}
        {read?.kind === 'updates' && count === 0 && <Note>{t('emptyFile')}</Note>}
        {read?.kind === 'updates' && count > 0 && (
          <p>{t('found', { count: format.count(count), mirror: read.mirror, databases: databasesOf(read.updates) })}</p>
        )}
        {made !== null && !isBusy && <Note look={refusal ? 'warning' : 'good'}>{t('made', { count: format.count(made) })}</Note>}
      </div>
      {read?.kind === 'updates' && count > 0 && (
        <>
          <ButtonStrip>
            <Button look="main" onClick={() => setAsking(true)}>
              {t('make')}
            </Button>
          </ButtonStrip>
          <ConfirmDialog
            open={isAsking}
            title={t('title')}
            text={t('question', { count: format.count(count), member: target })}
            action={t('make')}
            danger
            busy={isBusy}
            refusal={refusal}
            onConfirm={() => void make(read.updates)}
            onClose={() => setAsking(false)}
          />
        </>
      )}
    </Panel>
  );
}

const databasesOf = (updates: readonly MadeUpdate[]) => [...new Set(updates.map(({ database }) => database))].sort().join(', ');
