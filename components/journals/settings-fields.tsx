'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { Checkbox, Field, ReadOnlyField, TextInput } from '../ui/field.tsx';
import type { SettingsDraft } from './settings-draft.ts';
import { PathText } from '../ui/path-text.tsx';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

interface SettingsFieldsProps {
  readonly view: InstanceView<'journal-settings'>;
  readonly draft: SettingsDraft;
  readonly onChange: (changes: Partial<SettingsDraft>) => void;
}

export function SettingsFields({ view, draft, onChange }: SettingsFieldsProps) {
  const t = useTranslations('journals.settingsPage');
  return (
    <>
      <ReadOnlyField label={t('directory')}>
        <PathText path={view.directory} />
      </ReadOnlyField>
      <ReadOnlyField label={t('currentFile')}>
        <PathText path={view.currentFile} />
      </ReadOnlyField>
      <Field name="fileMegabytes" label={t('fileMegabytes')} required help={t('fileMegabytesHelp')}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            className="max-w-32"
            value={draft.fileMegabytes}
            onChange={(event) => onChange({ fileMegabytes: event.target.value })}
          />
        )}
      </Field>
      <Field name="prefix" label={t('prefix')} help={t('prefixHelp')}>
        {(control) => (
          <TextInput {...control} maxLength={40} value={draft.prefix} onChange={(event) => onChange({ prefix: event.target.value })} />
        )}
      </Field>
      <fieldset className="mt-3 border-t border-line pt-3">
        <legend className="float-left w-full font-bold">{t('when')}</legend>
        <p className="text-sm text-ink-soft">{t('both')}</p>
        {view.purgesAfterDejournaling && <p className="mt-1 text-sm text-ink-soft">{t('reporting')}</p>}
        {!draft.byDays && !draft.byBackups && <p className="mt-1 text-sm font-bold">{t('never')}</p>}
        <Field name="purgeAfterDays" label={t('byDays')} help={t('daysHelp')}>
          {(control) => (
            <span className="flex flex-wrap items-center gap-x-4">
              <Checkbox label={t('chooseDays')} checked={draft.byDays} onChange={(event) => onChange({ byDays: event.target.checked })} />
              <TextInput
                {...control}
                inputMode="numeric"
                className="max-w-32"
                disabled={!draft.byDays}
                value={draft.purgeAfterDays}
                onChange={(event) => onChange({ purgeAfterDays: event.target.value })}
              />
            </span>
          )}
        </Field>
        <Field name="purgeAfterBackups" label={t('byBackups')} help={t('backupsHelp')}>
          {(control) => (
            <span className="flex flex-wrap items-center gap-x-4">
              <Checkbox
                label={t('chooseBackups')}
                checked={draft.byBackups}
                onChange={(event) => onChange({ byBackups: event.target.checked })}
              />
              <TextInput
                {...control}
                inputMode="numeric"
                className="max-w-32"
                disabled={!draft.byBackups}
                value={draft.purgeAfterBackups}
                onChange={(event) => onChange({ purgeAfterBackups: event.target.value })}
              />
            </span>
          )}
        </Field>
      </fieldset>
      <div className="mt-3 border-t border-line pt-3">
        <FreezeField view={view} draft={draft} onChange={onChange} />
      </div>
    </>
  );
}

/** An instance that must freeze anyhow says why, and leaves its own setting as it is. */
function FreezeField({ view, draft, onChange }: SettingsFieldsProps) {
  const t = useTranslations('journals.settingsPage');
  const { sentenceText } = useRefusalTexts();
  if (view.freezeFixed)
    return <ReadOnlyField label={t('freeze')}>{t('freezeFixed', { reason: sentenceText(view.freezeFixed) })}</ReadOnlyField>;
  return (
    <Field name="freezeOnError" label={t('freeze')} help={t('freezeHelp')}>
      {(control) => (
        <Checkbox
          {...control}
          label={t('freezeChoice')}
          checked={draft.freezeOnError}
          onChange={(event) => onChange({ freezeOnError: event.target.checked })}
        />
      )}
    </Field>
  );
}
