'use client';
import { useTranslations } from 'use-intl';
import { ReadOnlyField } from '../ui/field.tsx';
import { directoryOf, mirrorDatabaseNameOf, nameOf, resourceOf, warningsOf } from './draft.ts';
import type { WizardStepProps } from './wizard-step-props.ts';
import { WizardWarning } from './wizard-warning.tsx';
import { PathText } from '../ui/path-text.tsx';

export function SummaryStep({ target, draft, view, catalogue, usesFile }: WizardStepProps) {
  const t = useTranslations();
  const directory = directoryOf(draft, view.defaultParentDirectory);
  return (
    <>
      <p className="mb-2">{usesFile ? t('databases.wizard.summaryOfFile') : t('databases.wizard.summaryText')}</p>
      <ReadOnlyField label={t('databases.column.name')}>{nameOf(draft)}</ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.directory')}>
        <PathText path={directory} />
      </ReadOnlyField>
      <ReadOnlyField label={t('databases.properties.maximumSizeMb')}>
        {Number(draft.maximumSize) === 0 ? t('databases.unlimited') : draft.maximumSize.trim()}
      </ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.journal')}>{draft.mirrored || draft.journal ? t('ui.yes') : t('ui.no')}</ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.mirrored')}>
        {usesFile
          ? t('databases.wizard.asTheFileSays')
          : draft.mirrored
            ? t('databases.wizard.mirrorOf', {
                name: mirrorDatabaseNameOf(draft).toUpperCase(),
                mirror: draft.mirrorName || (view.mirrorName ?? ''),
              })
            : t('ui.no')}
      </ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.resource')}>{resourceOf(draft)}</ReadOnlyField>
      <div className="mt-2 space-y-2">
        {!usesFile &&
          warningsOf(draft, directory, catalogue).map((warning) => <WizardWarning key={warning.kind} target={target} warning={warning} />)}
      </div>
    </>
  );
}
