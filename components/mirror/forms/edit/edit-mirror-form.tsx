'use client';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormActions } from '../../../chrome/form-actions.tsx';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { ReadOnlyField } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { Note } from '../../../ui/note.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { LeavingButtons } from '../../leaving/leaving-buttons.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { FormRefusal } from '../parts/form-refusal.tsx';
import { MemberTable } from './member-table.tsx';
import { draftOfConfig, settingFields, settingsOf } from '../parts/mirror-draft.ts';
import { PendingMembers } from './pending-members.tsx';
import { PendingNames } from '../names/pending-names.tsx';
import { QosAdvisor } from '../qos/qos-advice.tsx';
import {
  ArbiterFields,
  CompressionFields,
  ObserveOnlyField,
  ParallelDejournalingField,
  QosField,
  TlsField,
  VirtualIpFields,
} from '../parts/setting-fields.tsx';
import { useMirrorForm } from '../parts/use-mirror-form.ts';
import { VerifySsl } from '../tls/verify-ssl.tsx';

interface EditMirrorFormProps {
  readonly target: Target;
  readonly edit: InstanceView<'mirror-edit'>;
  readonly live: Live<unknown>;
}

export function EditMirrorForm({ target, edit, live }: EditMirrorFormProps) {
  const t = useTranslations();
  const formId = useId();
  const { config, actions } = edit;
  const { send, isPending } = useSendCommand(target);
  /** The version of the settings that the form was filled from: what a save says it has seen. */
  const [version, setVersion] = useState(config.version);
  const [start] = useState(() => draftOfConfig(config, edit.networkInterface));
  const form = useMirrorForm({ target, start, interfaces: edit.interfaces, readOnly: actions.save !== null });
  const [isSaved, setSaved] = useState(false);
  const hasChanged = config.version !== version;
  const takeOver = () => {
    setVersion(config.version);
    form.rebase(draftOfConfig(config, edit.networkInterface));
  };
  // An update from elsewhere never overwrites what is being typed; with nothing typed it is simply shown.
  if (hasChanged && !form.isEdited && !isPending) takeOver();

  const [isAsking, setAsking] = useState(false);
  const settings = settingsOf(form.draft);
  const address = config.virtualIp?.address ?? null;
  const isGivenUp = edit.isPrimary && address !== null && settings.virtualIp?.address !== address;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isPending || actions.save) return;
    setSaved(false);
    if (!form.check(settingFields)) return;
    if (isGivenUp) setAsking(true);
    else void save();
  }

  async function save() {
    const outcome = await send({ kind: 'edit-mirror', expectedVersion: version, ...settings });
    setAsking(false);
    if (!outcome.ok) return form.refuse(outcome.refusal);
    form.markSaved();
    setSaved(true);
  }

  return (
    <FormPage
      target={target}
      title={t('title.editMirror')}
      path="/mirror/edit"
      live={live}
      edited={form.isEdited}
      actions={
        <FormActions formId={formId} refusal={actions.save} busy={isPending} cancelHref={instanceHref(target, '/mirror/monitor')}>
          <LeavingButtons target={target} version={config.version} />
        </FormActions>
      }
    >
      <p>{t('forms.edit.heading', { name: config.name })}</p>
      <Form
        id={formId}
        refusal={form.refusal}
        notice={(shown) => <FormRefusal refusal={shown} target={target} />}
        onSubmit={submit}
        className="max-w-4xl space-y-4"
      >
        {isPending && <Spinner label={t('forms.saving')} />}
        {isSaved && !form.isEdited && (
          <Note look="good">
            {t('forms.edit.saved')} {edit.isPrimary && t('forms.edit.primaryLine')}
          </Note>
        )}
        {actions.save && <FormRefusal refusal={actions.save} target={target} of="page" />}
        {hasChanged && form.isEdited && (
          <Note look="warning">
            <p className="mb-2">{t('forms.edit.changed')}</p>
            <Button size="small" onClick={takeOver}>
              {t('forms.edit.takeOver')}
            </Button>
          </Note>
        )}
        <Panel title={t('forms.mirrorInformation')}>
          <ReadOnlyField label={t('forms.label.mirrorName')}>{config.name}</ReadOnlyField>
          <TlsField
            form={form}
            target={target}
            label={t('forms.useTlsOfExisting')}
            prepares
            beside={<VerifySsl target={target} mirrorName={config.name} refusal={actions.verifyTls} />}
          />
          {form.draft.useTls !== config.useTls && !actions.save && (
            <Note look="warning">{t(form.draft.useTls ? 'leaving.tlsOn' : 'leaving.tlsOff')}</Note>
          )}
          <ArbiterFields form={form} />
          <VirtualIpFields form={form} />
          <ObserveOnlyField form={form} />
          <QosField form={form} />
          <QosAdvisor target={target} typed={form.draft.qosTimeoutMs} />
          <CompressionFields form={form} />
          <ParallelDejournalingField form={form} />
        </Panel>
      </Form>
      {address !== null && (
        <ConfirmDialog
          open={isAsking}
          title={t(settings.virtualIp ? 'consequences.virtualIpMoved' : 'consequences.virtualIpRemoved')}
          text={`${t('consequences.virtualIpText', { address })} ${settings.virtualIp ? t('consequences.virtualIpMovedText', { address: settings.virtualIp.address }) : ''}`}
          action={t('consequences.virtualIpAction')}
          danger
          busy={isPending}
          refusal={null}
          onConfirm={() => void save()}
          onClose={() => setAsking(false)}
        />
      )}
      <PendingNames target={target} />
      <MemberTable target={target} edit={edit} />
      {edit.isPrimary && config.useTls && <PendingMembers target={target} edit={edit} />}
    </FormPage>
  );
}
