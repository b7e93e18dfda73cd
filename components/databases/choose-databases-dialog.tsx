'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox } from '../ui/field.tsx';
import { NOTHING_CHOSEN } from '../ui/not-yet.ts';
import { ReasonButton } from '../ui/reason-button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';

export interface Candidate {
  /** The name that this instance gives it. */
  readonly name: string;
  /** Beside it: directory, status. */
  readonly detail: string;
  /** null: the action applies to it. */
  readonly refusal: Refusal | null;
}

interface ChooseDatabasesDialogProps {
  readonly target: Target;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly action: string;
  readonly danger?: boolean;
  readonly candidates: readonly Candidate[];
  readonly command: (names: string[]) => InstanceCommand;
  readonly onClose: () => void;
  /** It has begun; the outcome of each is in the list of background tasks. */
  readonly onBegun: () => void;
}

/** One action for several databases: those that it applies to, with check boxes, all chosen at first. */
export function ChooseDatabasesDialog({
  target,
  title,
  paragraphs,
  action,
  danger = false,
  candidates,
  command,
  onClose,
  onBegun,
}: ChooseDatabasesDialogProps) {
  const t = useTranslations();
  const { send, isPending, refusal } = useSendCommand(target);
  const applicable = candidates.filter((candidate) => !candidate.refusal).map(({ name }) => name);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = applicable.filter((name) => !left.has(name));
  const choose = (name: string, isChosen: boolean) =>
    setLeft((before) => new Set(isChosen ? [...before].filter((one) => one !== name) : [...before, name]));
  const begin = async () => {
    const outcome = await send(command(chosen));
    if (outcome.ok) onBegun();
  };
  return (
    <Dialog
      open
      wide
      busy={isPending}
      onClose={onClose}
      title={title}
      actions={
        <ReasonButton
          look={danger ? 'danger' : 'main'}
          refusal={chosen.length === 0 ? NOTHING_CHOSEN : null}
          busy={isPending}
          onPress={() => void begin()}
        >
          {isPending ? t('ui.working') : action}
        </ReasonButton>
      }
    >
      <div className="space-y-3">
        {paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        {refusal && <RefusalNotice refusal={refusal} alert />}
        {applicable.length === 0 ? (
          <p className="italic text-ink-soft">{t('databaseOrder.noneApplicable')}</p>
        ) : (
          <>
            <Checkbox
              label={t('databaseOrder.chooseAll')}
              checked={chosen.length === applicable.length}
              onChange={(event) => setLeft(new Set(event.target.checked ? [] : applicable))}
            />
            <ul className="divide-y divide-line rounded-md border border-line">
              {candidates
                .filter((candidate) => !candidate.refusal)
                .map(({ name, detail }) => (
                  <li key={name} className="flex flex-wrap items-center gap-x-4 px-3 py-1">
                    <Checkbox
                      label={<b>{name}</b>}
                      aria-label={t('databaseOrder.chosen', { name })}
                      checked={chosen.includes(name)}
                      onChange={(event) => choose(name, event.target.checked)}
                    />
                    <span className="min-w-0 basis-full break-all text-sm text-ink-soft sm:flex-1 sm:basis-0">{detail}</span>
                  </li>
                ))}
            </ul>
          </>
        )}
      </div>
    </Dialog>
  );
}
