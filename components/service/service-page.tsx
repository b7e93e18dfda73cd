'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../chrome/menu.ts';
import { FormActions } from '../chrome/form-actions.tsx';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useLeaveGuard } from '../portal/use-leave-guard.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Checkbox, Field, ReadOnlyField } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Note } from '../ui/note.tsx';
import { NOT_ANSWERED } from '../ui/not-yet.ts';
import { Panel } from '../ui/panel.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { NextSteps } from './next-steps.tsx';

const SERVICE_NAME = '%Service_Mirror';

/** Edit Service for %Service_Mirror: a basic service, so Enabled is all there is to edit. */
export function ServicePage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const live = useInstance(target, 'summary', {});
  const { send, isPending, refusal } = useSendCommand(target);
  /** What the person ticked; null = as the instance has it. */
  const [ticked, setTicked] = useState<boolean | null>(null);
  const [saved, setSaved] = useState<boolean | null>(null);
  const summary = live.value;
  const enabled = ticked ?? summary?.mirrorServiceEnabled ?? false;
  const edited = ticked !== null && ticked !== summary?.mirrorServiceEnabled;
  const leaveQuestion = useLeaveGuard(edited);
  const [isAsking, setAsking] = useState(false);
  const { mirror } = summary ?? {};
  const save = async () => {
    setSaved(null);
    const outcome = await send({ kind: 'enable-mirror-service', enabled });
    if (!outcome.ok) return;
    setAsking(false);
    setSaved(enabled);
    setTicked(null);
  };
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/mirror/service')}
        title={t('title.enableMirrorService')}
        edited={edited}
        actions={
          <FormActions
            refusal={summary ? null : NOT_ANSWERED}
            busy={isPending}
            onPress={() => (mirror && summary?.mirrorServiceEnabled && !enabled ? setAsking(true) : void save())}
            cancelHref={instanceHref(target)}
          />
        }
      />
      {leaveQuestion}
      <PageBody>
        <StaleMark target={target} live={live} />
        {saved !== null && <Note look="good">{t(saved ? 'service.savedEnabled' : 'service.savedDisabled')}</Note>}
        {!summary && !live.stale && !live.refusal && <Spinner />}
        <Form refusal={isAsking ? null : refusal}>
          {summary && (
            <Panel title={SERVICE_NAME} className="max-w-3xl">
              <ReadOnlyField label={t('service.serviceName')}>{SERVICE_NAME}</ReadOnlyField>
              <ReadOnlyField label={t('service.description')}>{t('service.descriptionText')}</ReadOnlyField>
              <Field name="enabled" label={t('service.serviceEnabled')}>
                {({ required, ...control }) => (
                  <Checkbox {...control} label="" checked={enabled} onChange={(event) => setTicked(event.target.checked)} />
                )}
              </Field>
            </Panel>
          )}
        </Form>
        {summary?.mirrorServiceEnabled && !summary.mirror && <NextSteps target={target} />}
        {mirror && (
          <ConfirmDialog
            open={isAsking}
            title={t('consequences.disableService')}
            text={t('consequences.disableServiceText', { member: mirror.memberName, mirror: mirror.name })}
            action={t('consequences.disableServiceAction')}
            danger
            busy={isPending}
            refusal={refusal}
            onConfirm={() => void save()}
            onClose={() => setAsking(false)}
          />
        )}
      </PageBody>
    </>
  );
}
