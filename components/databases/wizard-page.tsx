'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { askInstance } from '@/lib/query/api.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { ButtonStrip } from '../ui/button-strip.tsx';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { CopyLink } from './copy-link.tsx';
import { checkStep, commandOf, type DatabaseDraft, directoryOf, emptyDraft, nameOf, STEP_COUNT, stepOfField } from './draft.ts';
import { type FoundFile, FoundFileQuestion } from './found-file-question.tsx';
import { useLeaveGuard } from '../portal/use-leave-guard.tsx';
import { useStepInAddress } from './use-step-in-address.ts';
import { WizardStep } from './wizard-step.tsx';
import { announce } from '../ui/announce.ts';

const panels = ['place', 'details', 'resource', 'summary'] as const;

/**
 * Create New Database: name and directory, details, resource, summary. What was typed stays through every refusal. `mirrored`: the mirror
 * database name that shall be made here, `mirrorName`: of which mirror.
 */
export function WizardPage({ target, mirrored = '', mirrorName = '' }: { target: Target; mirrored?: string; mirrorName?: string }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const router = useRouter();
  const live = useInstance(target, 'databases', {});
  const sender = useSendCommand(target);
  const [first] = useState<DatabaseDraft>(() =>
    mirrored === '' ? emptyDraft : { ...emptyDraft, name: mirrored, mirrored: true, mirrorDatabaseName: mirrored },
  );
  const [step, setStep] = useStepInAddress();
  const panel = useRef<HTMLDivElement>(null);
  const shownStep = useRef(step);
  // The control that was pressed may be gone: whoever uses the keyboard or hears the page goes on at the new panel.
  useEffect(() => {
    if (shownStep.current !== step) panel.current?.focus();
    shownStep.current = step;
  }, [step]);
  const [typed, setDraft] = useState<DatabaseDraft>(first);
  const asyncMirrors = useInstance(target, 'async-mirrors', {}).value?.mirrors ?? [];
  const mirrorNames = asyncMirrors.length > 1 ? asyncMirrors.map((mirror) => mirror.mirrorName) : [];
  const draft = { ...typed, mirrorName: [typed.mirrorName, mirrorName].find((name) => mirrorNames.includes(name)) ?? mirrorNames[0] ?? '' };
  const { value: catalogue } = useInstance(target, 'mirror-catalogue', draft.mirrorName === '' ? {} : { mirrorName: draft.mirrorName });
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  /** An IRIS.DAT lies there: asked about once, then taken or not. */
  const [found, setFound] = useState<FoundFile | null>(null);
  const [usedFile, setUsedFile] = useState<string | null>(null);
  const parentDirectory = live.value?.defaultParentDirectory ?? '';
  const directory = directoryOf(draft, parentDirectory);
  const usesFile = usedFile !== null && usedFile === directory;
  const leaveQuestion = useLeaveGuard(typed !== first);
  const leave = () => router.push(instanceHref(target, '/databases'));

  const refuse = (reason: Refusal) => {
    setRefusal(reason);
    setStep(stepOfField(reason.field) ?? step);
  };
  const goOn = async (event: FormEvent) => {
    event.preventDefault();
    setRefusal(null);
    const problem = checkStep(step, draft, {
      nameLabel: t('databases.column.name'),
      required: t('ui.required'),
      maximumSizeLabel: t('databases.properties.maximumSizeMb'),
      wholeNumber: t('databases.properties.wholeNumber'),
      resourceLabel: t('databases.wizard.resource'),
    });
    if (problem) return refuse(problem);
    if (step === 1 && !usesFile) {
      const place = await askInstance(target, 'database-place', { directory });
      if (!place.ok) return refuse(place.refusal);
      if (place.value.usedBy !== null) return refuse({ code: 'P109', args: [place.value.directory], field: 'directory' });
      if (place.value.file) return setFound({ directory: place.value.directory, sizeBytes: place.value.file.sizeBytes });
    }
    if (step < STEP_COUNT) return setStep(step + 1);
    const outcome = await sender.send(commandOf(draft, parentDirectory, usesFile));
    if (!outcome.ok) return refuse(outcome.refusal);
    announce(t('databases.wizard.created', { name: nameOf(draft) }));
    leave();
  };

  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/databases', { below: t('title.databaseWizard') })}
        title={t('title.databaseWizard')}
        edited={typed !== first}
      />
      {leaveQuestion}
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!live.value && !live.refusal && !live.stale && <Spinner />}
        {live.value && (
          <Form refusal={refusal} onSubmit={goOn} className="max-w-4xl space-y-4">
            <div ref={panel} tabIndex={-1} className="outline-none">
              <Panel
                title={t(`databases.wizard.${panels[step - 1] ?? 'summary'}`)}
                aside={<span className="text-sm text-ink-soft">{t('databases.wizard.step', { step, count: STEP_COUNT })}</span>}
              >
                <WizardStep
                  target={target}
                  step={step}
                  draft={draft}
                  onChange={(change) => setDraft({ ...draft, ...change })}
                  view={live.value}
                  catalogue={catalogue}
                  mirrorNames={mirrorNames}
                  usesFile={usesFile}
                  refusal={refusal}
                />
                {refusal?.code === '2105' && <CopyLink target={target} draft={draft} />}
              </Panel>
            </div>
            <ButtonStrip>
              <Button onClick={leave}>{t('ui.cancel')}</Button>
              {step > 1 && (
                <Button busy={sender.isPending} onClick={() => setStep(step - 1)}>
                  {t('ui.back')}
                </Button>
              )}
              <Button type="submit" look="main" busy={sender.isPending}>
                {sender.isPending ? t('ui.working') : step < STEP_COUNT ? t('ui.next') : t('ui.finish')}
              </Button>
            </ButtonStrip>
          </Form>
        )}
        {found && (
          <FoundFileQuestion
            found={found}
            onBack={() => setFound(null)}
            onUse={() => {
              setFound(null);
              setUsedFile(directory);
              setDraft({ ...draft, mirrored: false });
              setStep(2);
            }}
          />
        )}
      </PageBody>
    </>
  );
}
