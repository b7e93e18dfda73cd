'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, TextInput } from '../ui/field.tsx';
import { Note } from '../ui/note.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import type { DatabaseRow } from './status-of-database.tsx';

interface AddToMirrorDialogProps {
  readonly target: Target;
  readonly mirrorName: string;
  readonly candidates: readonly DatabaseRow[];
  readonly onClose: () => void;
  readonly onAdded: (count: number) => void;
}

export function AddToMirrorDialog({ target, mirrorName, candidates, onClose, onAdded }: AddToMirrorDialogProps) {
  const t = useTranslations();
  const { send, isPending, refusal } = useSendCommand(target);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const nameOf = (database: string) => names[database] ?? database;
  const databases = candidates.filter(({ name }) => chosen.has(name)).map(({ name }) => ({ name, mirrorDatabaseName: nameOf(name) }));
  const choose = (name: string, isChosen: boolean) => setChosen((before) => new Set(isChosen ? [...before, name] : [...before].filter((one) => one !== name)));
  const add = async () => {
    const outcome = await send({ kind: 'add-databases-to-mirror', databases });
    if (outcome.ok) onAdded(databases.length);
  };
  /** The engine names the row by its place in the list, or the field alone when there is one row. */
  const isRefused = (name: string) =>
    refusal?.field !== undefined &&
    (refusal.field === `databases.${databases.findIndex((one) => one.name === name)}.mirrorDatabaseName` || (refusal.field === 'mirrorDatabaseName' && databases.length === 1));
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('databases.addToMirror')}
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button look="main" disabled={isPending || databases.length === 0} aria-busy={isPending} onClick={add}>
            {isPending ? t('ui.working') : t('databases.add')}
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        {refusal && <RefusalNotice refusal={refusal} alert />}
        {candidates.length === 0 ? (
          <p>{t('databases.addNone')}</p>
        ) : (
          <>
            <p>{t('databases.addText', { mirror: mirrorName })}</p>
            <Note>{t('databases.addConsequence')}</Note>
            <ul className="divide-y divide-line rounded-md border border-line">
              {candidates.map(({ name, directory }) => (
                <li key={name} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2">
                  <Checkbox label={<b>{name}</b>} aria-label={t('databases.chosen', { name })} checked={chosen.has(name)} onChange={(event) => choose(name, event.target.checked)} />
                  <span className="min-w-0 basis-full break-all text-sm text-ink-soft sm:flex-1 sm:basis-0">{directory}</span>
                  <TextInput
                    className="w-44"
                    aria-label={t('databases.mirrorNameOf', { name })}
                    aria-invalid={chosen.has(name) && isRefused(name)}
                    value={nameOf(name)}
                    disabled={!chosen.has(name)}
                    onChange={(event) => setNames({ ...names, [name]: event.target.value })}
                  />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Dialog>
  );
}
