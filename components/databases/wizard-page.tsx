'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { checkStep, type DatabaseDraft, directoryOf, emptyDraft, mirrorDatabaseNameOf, STEP_COUNT, stepOfField } from './draft.ts';
import { WizardStep } from './wizard-step.tsx';

/** Create New Database: name and directory, details, summary. What was typed stays through every refusal. */
export function WizardPage({ target }: { target: Target }) {
  const t = useTranslations();
  const router = useRouter();
  const live = useInstance(target, 'databases', {});
  const sender = useSendCommand(target);
  const [step, setStep] = useState(1);
  const [draft, setDraft] = useState<DatabaseDraft>(emptyDraft);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const parentDirectory = live.value?.defaultParentDirectory ?? '';
  const leave = () => router.push(instanceHref(target, '/databases'));

  const refuse = (reason: Refusal) => {
    setRefusal(reason);
    setStep(stepOfField(reason.field) ?? step);
  };
  const goOn = async (event: FormEvent) => {
    event.preventDefault();
    setRefusal(null);
    const problem = checkStep(step, draft, { nameLabel: t('databases.column.name'), required: t('ui.required') });
    if (problem) return refuse(problem);
    if (step < STEP_COUNT) return setStep(step + 1);
    const outcome = await sender.send({
      kind: 'create-database',
      name: draft.name.trim().toUpperCase(),
      directory: directoryOf(draft, parentDirectory),
      journal: draft.mirrored || draft.journal,
      mirrorDatabaseName: draft.mirrored ? mirrorDatabaseNameOf(draft) : null,
    });
    if (!outcome.ok) return refuse(outcome.refusal);
    toast.success(t('databases.wizard.created', { name: draft.name.trim().toUpperCase() }));
    leave();
  };

  return (
    <>
      <PageRibbon
        crumbs={[
          { label: t('chrome.system') },
          { label: t('menu.configuration') },
          { label: t('title.localDatabases'), href: instanceHref(target, '/databases') },
          { label: t('title.databaseWizard') },
        ]}
        title={t('title.databaseWizard')}
        edited={draft !== emptyDraft}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.value && (
          <form onSubmit={goOn} noValidate className="max-w-3xl space-y-4">
            {refusal && (!refusal.field || stepOfField(refusal.field) === null) && <RefusalNotice refusal={refusal} alert />}
            <Panel
              title={t(step === 1 ? 'databases.wizard.place' : step === 2 ? 'databases.wizard.details' : 'databases.wizard.summary')}
              aside={<span className="text-sm text-ink-soft">{t('databases.wizard.step', { step, count: STEP_COUNT })}</span>}
            >
              <WizardStep step={step} draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} parentDirectory={parentDirectory} mirrorName={live.value.mirrorName} refusal={refusal} />
            </Panel>
            <div className="flex flex-wrap justify-end gap-2">
              <Button disabled={step === 1 || sender.isPending} onClick={() => setStep(step - 1)}>
                {t('ui.back')}
              </Button>
              <Button type="submit" look="main" disabled={sender.isPending} aria-busy={sender.isPending}>
                {sender.isPending ? t('ui.working') : step < STEP_COUNT ? t('ui.next') : t('ui.finish')}
              </Button>
              <Button onClick={leave}>{t('ui.cancel')}</Button>
            </div>
          </form>
        )}
      </PageBody>
    </>
  );
}
