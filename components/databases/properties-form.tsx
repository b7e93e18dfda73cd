'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../chrome/menu.ts';
import { FormActions } from '../chrome/form-actions.tsx';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useFormat } from '../messages/use-format.ts';
import { useMarks } from '../messages/use-marks.ts';
import { useLeaveGuard } from '../portal/use-leave-guard.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Checkbox, Field, ReadOnlyField, TextInput } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { detailsHref } from './database-href.ts';
import { MirroredProperty } from './mirrored-property.tsx';
import { draftOf, editOf, type PropertiesDraft } from './properties-draft.ts';
import { PathText } from '../ui/path-text.tsx';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

type Properties = InstanceView<'database-properties'>;

export function PropertiesForm({ target, properties, live }: { target: Target; properties: Properties; live: Live<Properties> }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const marks = useMarks();
  const format = useFormat();
  const sender = useSendCommand(target);
  const [draft, setDraft] = useState<PropertiesDraft | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [saved, setSaved] = useState(false);
  const shown = draft ?? draftOf(properties);
  const leaveGuard = useLeaveGuard(draft !== null);
  const { name, fields } = properties;
  const change = (one: Partial<PropertiesDraft>) => {
    setSaved(false);
    setDraft({ ...shown, ...one });
  };
  const [isAsking, setAsking] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (shown.mountedReadOnly && !properties.mountedReadOnly) setAsking(true);
    else void save();
  };
  const save = async () => {
    setAsking(false);
    const edit = editOf(name, shown, {
      maximumSize: t('databases.properties.maximumSizeMb'),
      wholeNumber: t('databases.properties.wholeNumber'),
    });
    if (!edit.ok) return setRefusal(edit.refusal);
    const outcome = await sender.send(edit.value);
    setRefusal(outcome.ok ? null : outcome.refusal);
    setSaved(outcome.ok);
    if (outcome.ok) setDraft(null);
  };
  return (
    <form onSubmit={submit} noValidate>
      {leaveGuard}
      <ConfirmDialog
        open={isAsking}
        title={t('consequences.readOnly')}
        text={t('consequences.readOnlyText', { name })}
        action={t('consequences.readOnlyAction')}
        danger
        busy={sender.isPending}
        refusal={null}
        onConfirm={() => void save()}
        onClose={() => setAsking(false)}
      />
      <PageRibbon
        crumbs={crumbsTo('/databases', { below: t('title.databaseProperties') })}
        title={t('title.databaseProperties')}
        edited={draft !== null}
        actions={
          <FormActions busy={sender.isPending} cancelHref={instanceHref(target, '/databases')}>
            <LinkButton href={detailsHref(target, name)}>{t('databases.properties.details')}</LinkButton>
          </FormActions>
        }
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {saved && <Note look="good">{t('databases.properties.saved', { name })}</Note>}
        <Form refusal={refusal}>
          <Panel title={name} className="max-w-4xl">
            <ReadOnlyField label={t('databases.properties.name')}>{name}</ReadOnlyField>
            <ReadOnlyField label={t('databases.properties.directory')}>
              <PathText path={properties.directory} />
            </ReadOnlyField>
            <ReadOnlyField label={t('databases.properties.encrypted')}>{properties.encrypted ? t('ui.yes') : t('ui.no')}</ReadOnlyField>
            <MirroredProperty target={target} properties={properties} />
            <ReadOnlyField label={t('databases.properties.blockSize')}>
              {t('databases.details.bytes', { count: format.count(properties.blockSize) })}
            </ReadOnlyField>
            <ReadOnlyField label={`${t('databases.properties.size')}${marks.comma}${t('databases.properties.currentSize')}`}>
              {format.count(properties.sizeMb)}
            </ReadOnlyField>
            <Field
              name="maximumSizeMb"
              label={t('databases.properties.maximumSizeMb')}
              help={<Help text={t('databases.properties.maximumHelp')} refusal={fields.maximumSizeMb} />}
              refusal={refusal}
            >
              {(control) => (
                <TextInput
                  {...control}
                  inputMode="numeric"
                  className="max-w-40"
                  disabled={fields.maximumSizeMb !== null}
                  value={shown.maximumSizeMb}
                  onChange={(event) => change({ maximumSizeMb: event.target.value })}
                />
              )}
            </Field>
            <Field name="resource" label={t('databases.properties.resource')} help={<Help refusal={fields.resource} />} refusal={refusal}>
              {(control) => (
                <TextInput
                  {...control}
                  disabled={fields.resource !== null}
                  value={shown.resource}
                  onChange={(event) => change({ resource: event.target.value })}
                />
              )}
            </Field>
            {(['journal', 'mountedReadOnly', 'mountRequired'] as const).map((field) => (
              <ReadOnlyField key={field} label={t(`databases.properties.${field}`)}>
                <Checkbox
                  label={t(`databases.properties.${field}Yes`)}
                  checked={shown[field]}
                  disabled={fields[field] !== null}
                  aria-describedby={fields[field] ? `${field}-reason` : undefined}
                  onChange={(event) => change({ [field]: event.target.checked })}
                />
                {fields[field] && (
                  <p id={`${field}-reason`} className="text-sm text-ink-soft">
                    <Help refusal={fields[field]} />
                  </p>
                )}
              </ReadOnlyField>
            ))}
          </Panel>
        </Form>
      </PageBody>
    </form>
  );
}

/** Why the field cannot be edited goes before what it is for. */
function Help({ text = '', refusal }: { text?: string; refusal: Refusal | null }) {
  const { sentenceText } = useRefusalTexts();
  return refusal ? (
    <>
      {sentenceText(refusal)} <span className="text-xs">#{refusal.code}</span>
    </>
  ) : (
    text || null
  );
}
