'use client';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useShownTimeZone } from '../messages/use-shown-time-zone.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { askInstance } from '@/lib/query/api.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { useLeaveGuard } from '../portal/use-leave-guard.tsx';
import { BackupFrame } from './backup-frame.tsx';
import { backupHref } from './backup-paths.ts';
import {
  consentsOf,
  draftFor,
  journalChoiceOf,
  orderOf,
  refusedSource,
  type RestoreDraft,
  type RestorePlan,
  targetField,
} from './restore-draft.ts';
import { RestoreConfirm } from './restore-confirm.tsx';
import { RestoreDatabases } from './restore-databases.tsx';
import { RestoreFiles } from './restore-files.tsx';
import { RestoreOutcomePage } from './restore-outcome-page.tsx';
import { usePlan } from './use-plan.ts';

const steps = ['stepFile', 'stepDatabases', 'stepConfirm'] as const;
type Step = (typeof steps)[number];

/** Restore in three steps: the backup file, the databases, the yes. What was answered stays through every refusal and every way back. */
export function RestorePage({ target, file }: { target: Target; file: string }) {
  const t = useTranslations();
  const live = useInstance(target, 'summary', {});
  const [files, setFiles] = useState<readonly string[]>(file ? [file] : []);
  const [step, setStep] = useState<Step>('stepFile');
  const [first, setFirst] = useState<{ draft: RestoreDraft; plan: RestorePlan } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const shown = useMemo(() => (refusal?.field?.startsWith('file') ? { ...refusal, field: 'files' } : refusal), [refusal]);
  const [startedRun, setStartedRun] = useState<number | null>(null);
  const router = useRouter();

  const chooseFiles = (next: readonly string[]) => {
    setFiles(next);
    setFirst(null);
    setRefusal(null);
  };
  const readFiles = async () => {
    setRefusal(null);
    if (first) return setStep('stepDatabases');
    setIsAsking(true);
    const outcome = await askInstance(target, 'restore-plan', { files: [...files], limitToMirrored: true, selected: null });
    setIsAsking(false);
    if (!outcome.ok) return setRefusal(outcome.refusal);
    const [volume] = outcome.value.volumes;
    if (!volume) return;
    setFirst({ draft: draftFor(files, volume), plan: outcome.value });
    setStep('stepDatabases');
  };
  const showRun = (runId: number) => {
    setStartedRun(runId);
    router.push(backupHref.restore(target, { runId }));
  };
  if (startedRun !== null) return <RestoreOutcomePage target={target} runId={startedRun} />;
  return (
    <BackupFrame target={target} title={t('title.restore')} path="/backup/restore" live={live} edited={step !== 'stepFile'}>
      <div className="max-w-6xl space-y-4">
        <StepBar step={step} />
        {step === 'stepFile' || !first ? (
          <>
            <p>{t('backups.restore.intro')}</p>
            <RestoreFiles target={target} files={files} busy={isAsking} refusal={shown} onFiles={chooseFiles} onNext={readFiles} />
          </>
        ) : (
          <Answers
            target={target}
            step={step}
            draft={first.draft}
            firstPlan={first.plan}
            onStep={setStep}
            onStarted={showRun}
            onChange={(change) => setFirst((before) => before && { ...before, draft: { ...before.draft, ...change } })}
          />
        )}
      </div>
    </BackupFrame>
  );
}

interface AnswersProps {
  readonly target: Target;
  readonly step: Exclude<Step, 'stepFile'>;
  readonly draft: RestoreDraft;
  readonly firstPlan: RestorePlan;
  readonly onStep: (step: Step) => void;
  readonly onChange: (change: Partial<RestoreDraft>) => void;
  readonly onStarted: (runId: number) => void;
}

/** Steps 2 and 3, which share the plan that follows every answer. */
function Answers({ target, step, draft, firstPlan, onStep, onChange, onStarted }: AnswersProps) {
  const sender = useSendCommand(target);
  const { value: databases } = useInstance(target, 'databases', {});
  const order = orderOf(draft);
  const { plan, isCurrent, refusal: planRefusal } = usePlan(target, order, firstPlan);
  const leaveQuestion = useLeaveGuard(true);
  const timeZone = useShownTimeZone();
  const { refusal } = sender;
  const refusedAt = refusedSource(refusal, order);
  // By its place in the order the engine names the field, by its directory the page.
  const shown = useMemo(
    () => (refusal && refusedAt !== null ? { ...refusal, field: targetField(refusedAt) } : refusal),
    [refusal, refusedAt],
  );
  const suggestedDirectory = (name: string) => `${databases?.defaultParentDirectory.replace(/\/$/, '') ?? ''}/${name.toLowerCase()}`;
  const change = (part: Partial<RestoreDraft>) => {
    sender.forget();
    onChange(part);
  };
  const start = async () => {
    const confirmed = consentsOf(plan.rows).every(({ key }) => draft.agreed.has(key));
    const outcome = await sender.send({ kind: 'restore-backup', ...order, confirmed, ...journalChoiceOf(draft, timeZone) });
    if (!outcome.ok) {
      if (refusedSource(outcome.refusal, order) !== null || outcome.refusal.field === 'applyUntil') onStep('stepDatabases');
      return;
    }
    onStarted(outcome.value.runId);
  };
  return (
    <>
      {step === 'stepDatabases' ? (
        <RestoreDatabases
          target={target}
          draft={draft}
          plan={plan}
          isCurrent={isCurrent}
          planRefusal={planRefusal}
          refusal={shown}
          suggestedDirectory={suggestedDirectory}
          onChange={change}
          onBack={() => onStep('stepFile')}
          onNext={() => onStep('stepConfirm')}
        />
      ) : (
        <RestoreConfirm
          draft={draft}
          plan={plan}
          isCurrent={isCurrent}
          busy={sender.isPending}
          refusal={sender.refusal ?? planRefusal}
          onChange={change}
          onBack={() => onStep('stepDatabases')}
          onStart={start}
        />
      )}
      {leaveQuestion}
    </>
  );
}

function StepBar({ step }: { step: Step }) {
  const t = useTranslations('backups.restore');
  return (
    <ol aria-label={t('steps')} className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
      {steps.map((one, position) => (
        <li
          key={one}
          aria-current={one === step ? 'step' : undefined}
          className={one === step ? 'border-b-2 border-teal pb-0.5 font-bold text-teal' : 'pb-0.5 text-ink-soft'}
        >
          {position + 1}. {t(one)}
        </li>
      ))}
    </ol>
  );
}
