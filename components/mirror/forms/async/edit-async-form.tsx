'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormActions } from '../../../chrome/form-actions.tsx';
import type { AsyncKind } from '@/lib/contract/async-members.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { Checkbox, RadioGroup, ReadOnlyField } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { Note } from '../../../ui/note.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ReasonButton } from '../../../ui/reason-button.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { LeavingButtons } from '../../leaving/leaving-buttons.tsx';
import { AsyncDatabases } from './async-databases.tsx';
import { AsyncMirrors } from './async-mirrors.tsx';
import { AsyncTypeField } from './async-type-field.tsx';
import { FindPrimary } from '../edit/find-primary.tsx';
import { FormField } from '../parts/form-field.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { FormRefusal } from '../parts/form-refusal.tsx';
import { PendingNames } from '../names/pending-names.tsx';
import { TlsLink } from '../tls/tls-link.tsx';

interface EditAsyncFormProps {
  readonly target: Target;
  readonly edit: InstanceView<'async-edit'>;
  readonly live: Live<unknown>;
}

export function EditAsyncForm({ target, edit, live }: EditAsyncFormProps) {
  const t = useTranslations();
  const router = useRouter();
  const formId = useId();
  const retentionId = useId();
  const { send, isPending, refusal, forget } = useSendCommand(target);
  /** null: as stored. */
  const [chosenKind, setChosenKind] = useState<AsyncKind | null>(null);
  const [chosenPurge, setChosenPurge] = useState<boolean | null>(null);
  const [clearFlags, setClearFlags] = useState(false);
  const [isSaved, setSaved] = useState(false);
  const memberKind = chosenKind ?? edit.memberKind;
  const purge = chosenPurge ?? edit.purgeAfterDejournaling;
  const isReporting = memberKind !== 'disaster-recovery';
  const asksForFlags =
    memberKind === 'read-write-reporting' &&
    edit.memberKind !== 'read-write-reporting' &&
    edit.databases.some(({ failoverDatabase }) => failoverDatabase);
  const isEdited = memberKind !== edit.memberKind || purge !== edit.purgeAfterDejournaling;
  const problem = edit.changeTo[memberKind];
  const mirrorNames = edit.mirrors.map(({ mirrorName }) => mirrorName);
  const usesTls = edit.mirrors.some(({ useTls }) => useTls);
  const change =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      forget();
      setSaved(false);
      set(value);
    };

  async function save(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    const outcome = await send({
      kind: 'edit-async',
      memberKind,
      clearFailoverFlags: asksForFlags && clearFlags,
      purgeAfterDejournaling: purge,
    });
    if (!outcome.ok) return;
    setChosenKind(null);
    setChosenPurge(null);
    setClearFlags(false);
    setSaved(true);
  }

  return (
    <FormPage
      target={target}
      title={t('title.editAsync')}
      path="/mirror/edit-async"
      live={live}
      edited={isEdited}
      actions={
        <FormActions formId={formId} busy={isPending} cancelHref={instanceHref(target, '/mirror/monitor')}>
          <LeavingButtons target={target} version={null} mirrorNames={mirrorNames} />
          <ReasonButton refusal={edit.actions.joinMirror} onPress={() => router.push(instanceHref(target, '/mirror/join-async'))}>
            {t('asyncForms.edit.joinMirror')}
          </ReasonButton>
        </FormActions>
      }
    >
      <p>{t(edit.mirrors.length > 1 ? 'asyncForms.edit.headingSeveral' : 'asyncForms.edit.heading', { name: mirrorNames.join(', ') })}</p>
      <Form
        id={formId}
        refusal={refusal}
        notice={(shown) => <FormRefusal refusal={shown} target={target} />}
        onSubmit={save}
        className="max-w-4xl space-y-4"
      >
        {isPending && <Spinner label={t('forms.saving')} />}
        {isSaved && !isEdited && <Note look="good">{t('asyncForms.edit.saved')}</Note>}
        <Panel title={t('asyncForms.edit.memberInformation')}>
          <ReadOnlyField label={t('forms.label.memberName')}>{edit.memberName}</ReadOnlyField>
          <AsyncTypeField value={memberKind} refusal={refusal} problem={problem} onChange={change(setChosenKind)} />
          {asksForFlags && (
            <FormField name="clearFailoverFlags" label="" refusal={refusal} help={t('asyncForms.edit.clearOnChangeHelp')}>
              {(control) => (
                <Checkbox
                  {...control}
                  label={t('asyncForms.edit.clearOnChange')}
                  checked={clearFlags}
                  onChange={(event) => change(setClearFlags)(event.target.checked)}
                />
              )}
            </FormField>
          )}
          {isReporting && (
            <FormField
              name="purgeAfterDejournaling"
              label={<span id={retentionId}>{t('asyncForms.edit.retention')}</span>}
              refusal={refusal}
              help={t('asyncForms.edit.retentionHelp')}
            >
              {() => (
                <RadioGroup
                  name="purgeAfterDejournaling"
                  labelledBy={retentionId}
                  value={purge ? 'purge' : 'local'}
                  options={[
                    { value: 'purge', label: t('asyncForms.edit.retentionChoice.purge') },
                    { value: 'local', label: t('asyncForms.edit.retentionChoice.local') },
                  ]}
                  onChange={(value) => change(setChosenPurge)(value === 'purge')}
                />
              )}
            </FormField>
          )}
          <ReadOnlyField label={t('asyncForms.edit.tls')}>
            <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
              {usesTls ? <TlsLink target={target} /> : t('asyncForms.edit.noTls')}
            </div>
          </ReadOnlyField>
        </Panel>
      </Form>
      <PendingNames target={target} />
      <AsyncMirrors target={target} edit={edit} />
      {edit.mirrors.map(
        ({ mirrorName, state }) => state !== 'inactive' && <FindPrimary key={mirrorName} target={target} mirrorName={mirrorName} />,
      )}
      <AsyncDatabases target={target} edit={edit} />
    </FormPage>
  );
}
