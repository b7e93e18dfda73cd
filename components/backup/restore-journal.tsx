'use client';
import { useTranslations } from 'use-intl';
import { Field, RadioGroup, TextInput } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import type { RestoreDraft } from './restore-draft.ts';

interface RestoreJournalProps {
  readonly draft: RestoreDraft;
  readonly onChange: (change: Partial<RestoreDraft>) => void;
}

/** The last questions of ^DBREST, for databases that follow no mirror: how much of the journal comes behind the backup. */
export function RestoreJournal({ draft, onChange }: RestoreJournalProps) {
  const t = useTranslations('backups.restore');
  return (
    <Panel title={t('applyJournal')}>
      <RadioGroup
        name="applyJournal"
        label={t('applyJournal')}
        value={draft.applyJournal}
        options={[
          { value: 'restored', label: t('applyRestored') },
          { value: 'until', label: t('applyUntil') },
          { value: 'none', label: t('applyNone') },
        ]}
        onChange={(applyJournal) => onChange({ applyJournal })}
      />
      {draft.applyJournal === 'until' && (
        <Field name="applyUntil" label={t('until')} required help={t('untilHelp')}>
          {(control) => (
            <TextInput
              {...control}
              type="datetime-local"
              step="1"
              className="max-w-64"
              value={draft.applyUntil}
              onChange={(event) => onChange({ applyUntil: event.target.value })}
            />
          )}
        </Field>
      )}
    </Panel>
  );
}
