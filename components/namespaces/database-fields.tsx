'use client';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { instanceHref } from '../chrome/menu.ts';
import { TextLink } from '../ui/button.tsx';
import { Field, Select } from '../ui/field.tsx';
import { Note } from '../ui/note.tsx';

type KnownDatabase = InstanceView<'namespaces'>['databases'][number];
export interface DatabaseChoice {
  readonly globalsDatabase: string;
  readonly routinesDatabase: string;
}

interface DatabaseFieldsProps {
  readonly target: Target;
  readonly databases: readonly KnownDatabase[];
  readonly choice: DatabaseChoice;
  readonly onChange: (choice: DatabaseChoice) => void;
  readonly refusal: Refusal | null;
  readonly disabled?: boolean;
}

/**
 * The default databases of a namespace. A new database is made in another tab, so that what has been typed stays; it then appears in the
 * lists.
 */
export function DatabaseFields({ target, databases, choice, onChange, refusal, disabled = false }: DatabaseFieldsProps) {
  const t = useTranslations();
  const mirrorOf = (name: string) => databases.find((database) => database.name === name)?.mirror ?? '';
  const select = (field: keyof DatabaseChoice, change: (name: string) => DatabaseChoice) => (
    <Field
      name={field}
      label={t(`namespaces.${field}`)}
      required
      help={field === 'routinesDatabase' ? t('namespaces.routinesHelp') : undefined}
      refusal={refusal}
    >
      {(control) => (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <Select
            {...control}
            disabled={disabled}
            className="max-w-xs"
            value={choice[field]}
            onChange={(event) => onChange(change(event.target.value))}
          >
            <DatabaseOptions databases={databases} chosen={choice[field]} />
          </Select>
          {!disabled && (
            <TextLink href={instanceHref(target, '/databases/new')} target="_blank">
              {t('chrome.inNewTab', { page: t('namespaces.createDatabase') })}
            </TextLink>
          )}
        </div>
      )}
    </Field>
  );
  return (
    <>
      {select('globalsDatabase', (globalsDatabase) => ({ globalsDatabase, routinesDatabase: choice.routinesDatabase || globalsDatabase }))}
      {select('routinesDatabase', (routinesDatabase) => ({ ...choice, routinesDatabase }))}
      {choice.routinesDatabase !== '' && mirrorOf(choice.globalsDatabase) !== '' && mirrorOf(choice.routinesDatabase) === '' && (
        <Note look="warning">
          {t('namespaces.definitionsNotMirrored', { globals: choice.globalsDatabase, routines: choice.routinesDatabase })}
        </Note>
      )}
    </>
  );
}

export function DatabaseOptions({ databases, chosen }: { databases: readonly KnownDatabase[]; chosen: string }) {
  const t = useTranslations('namespaces');
  return (
    <>
      <option value="" disabled>
        {t('choose')}
      </option>
      {chosen !== '' && !databases.some(({ name }) => name === chosen) && <option value={chosen}>{chosen}</option>}
      {databases.map(({ name, mirror }) => (
        <option key={name} value={name}>
          {mirror ? t('mirrored', { database: name, mirror }) : name}
        </option>
      ))}
    </>
  );
}
