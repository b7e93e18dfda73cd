'use client';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import { Checkbox, TextInput } from '../ui/field.tsx';
import type { DatabaseRow } from './status-of-database.tsx';
import { ReasonText } from '../ui/reason-text.tsx';
import { PathText } from '../ui/path-text.tsx';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

interface AddToMirrorRowProps {
  readonly candidate: DatabaseRow;
  readonly isChosen: boolean;
  readonly mirrorDatabaseName: string;
  /** What was refused when it was added. */
  readonly problem: Refusal | null;
  readonly onChoose: (isChosen: boolean) => void;
  readonly onRename: (name: string) => void;
}

export function AddToMirrorRow({ candidate, isChosen, mirrorDatabaseName, problem, onChoose, onRename }: AddToMirrorRowProps) {
  const t = useTranslations('databases');
  const { refusalText, wayOutText } = useRefusalTexts();
  const reasonId = useId();
  const { name, directory, actions } = candidate;
  const isPossible = actions.addToMirror === null;
  const reason = problem ?? actions.addToMirror;
  return (
    <li className="px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Checkbox
          label={<b>{name}</b>}
          aria-label={t('chosen', { name })}
          aria-describedby={reason ? reasonId : undefined}
          checked={isPossible && isChosen}
          disabled={!isPossible}
          onChange={(event) => onChoose(event.target.checked)}
        />
        <span className="min-w-0 basis-full text-sm text-ink-soft sm:flex-1 sm:basis-0">
          <PathText path={directory} />
        </span>
        <TextInput
          className="w-44"
          aria-label={t('mirrorNameOf', { name })}
          aria-invalid={problem !== null}
          aria-describedby={problem ? reasonId : undefined}
          value={mirrorDatabaseName}
          disabled={!isPossible || !isChosen}
          onChange={(event) => onRename(event.target.value)}
        />
      </div>
      {reason && (
        <p
          id={reasonId}
          role={problem ? 'alert' : undefined}
          className={problem ? 'mt-1 text-sm font-bold text-danger' : 'mt-1 text-sm text-ink-soft'}
        >
          {problem ? (
            <>
              {refusalText(problem)} <span className="font-normal">{wayOutText(problem)}</span>
            </>
          ) : (
            <ReasonText refusal={reason} />
          )}
        </p>
      )}
    </li>
  );
}
