'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { parseMirrorDatabaseName } from '@/lib/contract/names.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox } from '../ui/field.tsx';
import { Note } from '../ui/note.tsx';
import { NOTHING_CHOSEN } from '../ui/not-yet.ts';
import { ReasonButton } from '../ui/reason-button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { AddToMirrorRow } from './add-to-mirror-row.tsx';
import type { DatabaseRow } from './status-of-database.tsx';

/** From as many on the engine adds in the background in any case. */
const BACKGROUND_FROM = 5;

interface AddToMirrorDialogProps {
  readonly target: Target;
  readonly mirrorName: string;
  readonly candidates: readonly DatabaseRow[];
  /** Chosen at first. */
  readonly chosenAtFirst?: readonly string[];
  readonly onClose: () => void;
  /** All of them are in the mirror; null: they are being added in the background. */
  readonly onAdded: (count: number | null) => void;
}

/** Several databases at once, each under a name of its own. A database that is refused says so in its row; the others are added. */
export function AddToMirrorDialog({ target, mirrorName, candidates, chosenAtFirst = [], onClose, onAdded }: AddToMirrorDialogProps) {
  const t = useTranslations();
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(chosenAtFirst));
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const [wantsBackground, setWantsBackground] = useState(false);
  const [problems, setProblems] = useState<Readonly<Record<string, Refusal>>>({});
  const nameOf = (database: string) => names[database] ?? database;
  const databases = candidates
    .filter(({ name, actions }) => chosen.has(name) && actions.addToMirror === null)
    .map(({ name }) => ({ name, mirrorDatabaseName: nameOf(name) }));
  const inBackground = wantsBackground || databases.length >= BACKGROUND_FROM;
  const choose = (name: string, isChosen: boolean) =>
    setChosen((before) => new Set(isChosen ? [...before, name] : [...before].filter((one) => one !== name)));
  const add = async () => {
    forget();
    const checked = databases.flatMap(({ name, mirrorDatabaseName }): Array<[string, Refusal]> => {
      const outcome = parseMirrorDatabaseName(mirrorDatabaseName);
      return outcome.ok ? [] : [[name, outcome.refusal]];
    });
    setProblems(Object.fromEntries(checked));
    if (checked.length > 0) return;
    const outcome = await send({ kind: 'add-databases-to-mirror', databases, inBackground });
    const only = databases.length === 1 ? databases[0] : undefined;
    if (!outcome.ok) {
      if (only) setProblems({ [only.name]: outcome.refusal });
      return;
    }
    if (inBackground) return onAdded(null);
    const refused = outcome.value.outcomes.flatMap(
      ({ name, refusal: reason }): Array<[string, Refusal]> => (reason ? [[name, reason]] : []),
    );
    if (refused.length === 0) return onAdded(databases.length);
    setProblems(Object.fromEntries(refused));
    setChosen(new Set(refused.map(([name]) => name)));
  };
  const isToldInRow = Object.keys(problems).length > 0;
  return (
    <Dialog
      open
      wide
      busy={isPending}
      edited={Object.entries(names).some(([database, name]) => name !== database)}
      onClose={onClose}
      title={t('databases.addToMirror')}
      actions={
        <ReasonButton look="main" refusal={databases.length === 0 ? NOTHING_CHOSEN : null} busy={isPending} onPress={() => void add()}>
          {isPending ? t('ui.working') : t('databases.add')}
        </ReasonButton>
      }
    >
      <div className="space-y-3">
        {refusal && !isToldInRow && <RefusalNotice refusal={refusal} alert />}
        {candidates.length === 0 ? (
          <p>{t('databases.addNone')}</p>
        ) : (
          <>
            <p>{t('databases.addText', { mirror: mirrorName })}</p>
            <Note>{t('databases.addConsequence')}</Note>
            <ul className="divide-y divide-line rounded-md border border-line">
              {candidates.map((candidate) => (
                <AddToMirrorRow
                  key={candidate.name}
                  candidate={candidate}
                  isChosen={chosen.has(candidate.name)}
                  mirrorDatabaseName={nameOf(candidate.name)}
                  problem={problems[candidate.name] ?? null}
                  onChoose={(isChosen) => choose(candidate.name, isChosen)}
                  onRename={(name) => setNames({ ...names, [candidate.name]: name })}
                />
              ))}
            </ul>
            <div>
              <Checkbox
                label={t('databases.addInBackground')}
                checked={inBackground}
                disabled={databases.length >= BACKGROUND_FROM}
                onChange={(event) => setWantsBackground(event.target.checked)}
              />
              <p className="text-sm text-ink-soft">{t('databases.addInBackgroundHelp', { count: BACKGROUND_FROM })}</p>
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}
