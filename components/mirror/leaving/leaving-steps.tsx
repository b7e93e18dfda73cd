'use client';
import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Leaving } from '@/lib/contract/leaving.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ReasonButton } from '../../ui/reason-button.tsx';
import { RefusalNotice } from '../../ui/refusal-notice.tsx';

interface LeavingStepsProps {
  readonly target: Target;
  readonly leaving: Leaving;
  /** Missing where no other member can be removed. */
  readonly onRemoveOthers?: (() => void) | undefined;
  /** Missing where it is not its turn. */
  readonly onRemove?: () => void;
  /** The flag is set again: it does not leave. */
  readonly onRestored?: () => void;
}

/** The way of a primary out of its mirror: four steps in one order, the done ones ticked, the next one with its button. */
export function LeavingSteps({ target, leaving, onRemoveOthers, onRemove, onRestored }: LeavingStepsProps) {
  const t = useTranslations('leaving');
  const { send, isPending, refusal } = useSendCommand(target);
  const { state, others, actions } = leaving;
  const setFlag = async (cleared: boolean) => {
    const outcome = await send({ kind: 'clear-join-mirror', cleared });
    if (outcome.ok && !cleared) onRestored?.();
  };
  return (
    <>
      <ol aria-label={t('steps.label')} className="space-y-3">
        <Step
          number={1}
          isDone={others.length === 0}
          title={t('steps.others')}
          text={others.length > 0 ? t('steps.othersLeft', { names: others.map(({ name }) => name).join(', ') }) : null}
        >
          {onRemoveOthers && (
            <Button size="small" onClick={onRemoveOthers}>
              {t('removeOther')}
            </Button>
          )}
        </Step>
        <Step
          number={2}
          isDone={state !== 'member'}
          title={t('steps.flag')}
          text={t('steps.flagText')}
          after={
            <ReasonButton size="small" refusal={actions.restoreJoinMirror} busy={isPending} onPress={() => void setFlag(false)}>
              {t('restoreFlag')}
            </ReasonButton>
          }
        >
          <ReasonButton size="small" look="danger" refusal={actions.clearJoinMirror} busy={isPending} onPress={() => void setFlag(true)}>
            {t('clearFlag')}
          </ReasonButton>
        </Step>
        <Step
          number={3}
          isDone={state === 'inactive'}
          title={t('steps.restart')}
          text={t(state === 'flag-cleared' ? 'flagCleared' : 'primaryKeeps')}
        >
          {state === 'flag-cleared' && (
            <LinkButton size="small" href="/lab">
              {t('steps.toLab')}
            </LinkButton>
          )}
        </Step>
        <Step number={4} isDone={false} title={t('removeConfiguration')} text={t('steps.removeText')}>
          {onRemove && (
            <Button size="small" look="danger" onClick={onRemove}>
              {t('removeConfiguration')}
            </Button>
          )}
        </Step>
      </ol>
      {refusal && <RefusalNotice refusal={refusal} alert />}
    </>
  );
}

interface StepProps {
  readonly number: number;
  readonly isDone: boolean;
  readonly title: string;
  /** What is said while it is not done. */
  readonly text: string | null;
  readonly children: ReactNode;
  /** Once it is done. */
  readonly after?: ReactNode;
}

function Step({ number, isDone, title, text, children, after }: StepProps) {
  const t = useTranslations('leaving.steps');
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-2">
      {isDone ? (
        <CircleCheck aria-hidden="true" className="mt-0.5 size-5 text-good" />
      ) : (
        <b aria-hidden="true" className="flex size-6 items-center justify-center rounded-full border-2 border-line-strong text-sm">
          {number}
        </b>
      )}
      <div className="min-w-0">
        <p className="font-bold">
          {title} {isDone && <span className="font-normal text-good">{t('done')}</span>}
        </p>
        {!isDone && text && <p className="break-words text-sm text-ink-soft">{text}</p>}
        <div className="mt-1 flex flex-wrap gap-2 empty:hidden">{isDone ? after : children}</div>
      </div>
    </li>
  );
}
