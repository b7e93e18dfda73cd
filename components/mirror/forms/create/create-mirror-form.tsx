'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormActions } from '../../../chrome/form-actions.tsx';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { Form } from '../../../ui/form.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { DraftText } from '../parts/draft-fields.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { FormRefusal } from '../parts/form-refusal.tsx';
import { AgentPortField, MemberNameField, PrivateAddressFields, SuperserverAddressField } from '../parts/member-fields.tsx';
import { draftOfDefaults, memberFields, memberOf, settingFields, settingsOf } from '../parts/mirror-draft.ts';
import { Prechecks } from '../parts/prechecks.tsx';
import { QosMeaning } from '../qos/qos-advice.tsx';
import {
  AdvancedSettings,
  ArbiterFields,
  CompressionFields,
  ParallelDejournalingField,
  QosField,
  TlsField,
  VirtualIpFields,
} from '../parts/setting-fields.tsx';
import { useMirrorForm } from '../parts/use-mirror-form.ts';
import { announce } from '../../../ui/announce.ts';

interface CreateMirrorFormProps {
  readonly target: Target;
  readonly defaults: InstanceView<'form-defaults'>;
  /** The page has become impossible while it was open. */
  readonly refusalOfPage: Refusal | null;
}

/** Long enough to be read while the Mirror Monitor draws itself. */
const SUCCESS_NOTE_MS = 10_000;

export function CreateMirrorForm({ target, defaults, refusalOfPage }: CreateMirrorFormProps) {
  const t = useTranslations();
  const router = useRouter();
  const formId = useId();
  const live = useInstance(target, 'form-defaults', {});
  const { send, isPending } = useSendCommand(target);
  const [start] = useState(() => draftOfDefaults(defaults));
  const form = useMirrorForm({ target, start, interfaces: defaults.interfaces, addressesFollow: true });
  const [isDone, setDone] = useState(false);
  const refusalOfSave = isPending || isDone ? null : refusalOfPage;

  async function save(event: FormEvent) {
    event.preventDefault();
    if (isPending || isDone || refusalOfSave) return;
    if (!form.check(['mirrorName', ...settingFields, ...memberFields])) return;
    const mirrorName = form.draft.mirrorName.trim().toUpperCase();
    const outcome = await send({ kind: 'create-mirror', mirrorName, ...settingsOf(form.draft), ...memberOf(form.draft) });
    if (!outcome.ok) return form.refuse(outcome.refusal);
    setDone(true);
    announce(t('forms.create.created', { name: mirrorName, member: form.draft.memberName }), { duration: SUCCESS_NOTE_MS });
    router.push(instanceHref(target, '/mirror/monitor'));
  }

  return (
    <FormPage
      target={target}
      title={t('title.createMirror')}
      path="/mirror/create"
      live={live}
      edited={form.isEdited && !isDone}
      actions={<FormActions formId={formId} refusal={refusalOfSave} busy={isPending || isDone} cancelHref={instanceHref(target)} />}
    >
      <Form
        id={formId}
        refusal={form.refusal}
        notice={(shown) => <FormRefusal refusal={shown} target={target} />}
        onSubmit={save}
        className="max-w-4xl space-y-4"
      >
        {(isPending || isDone) && <Spinner label={t('forms.create.creating', { name: form.draft.mirrorName })} />}
        {refusalOfSave && <FormRefusal refusal={refusalOfSave} target={target} of="state" />}
        <Prechecks target={target} interfaces={form.interfaces} mirrorName={form.draft.mirrorName} needsAgent />
        <Panel title={t('forms.mirrorInformation')}>
          <DraftText form={form} name="mirrorName" required upperCase help={t('forms.mirrorNameHelp')} />
          <TlsField form={form} target={target} label={t('forms.label.useTls')} />
          <ArbiterFields form={form} />
          <VirtualIpFields form={form} />
          <CompressionFields form={form} />
          <ParallelDejournalingField form={form} />
        </Panel>
        <Panel title={t('forms.mirrorFailoverInformation')}>
          <MemberNameField form={form} />
          <SuperserverAddressField form={form} />
          <AgentPortField form={form} />
          <AdvancedSettings form={form}>
            <QosField form={form} />
            <QosMeaning typed={form.draft.qosTimeoutMs} />
            <PrivateAddressFields form={form} />
          </AdvancedSettings>
        </Panel>
      </Form>
    </FormPage>
  );
}
