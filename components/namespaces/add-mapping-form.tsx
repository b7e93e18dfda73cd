'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { type MappingKind, mappingKinds } from '@/lib/contract/choices.ts';
import { parseMappingPattern } from '@/lib/contract/names.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { ButtonStrip } from '../ui/button-strip.tsx';
import { Button } from '../ui/button.tsx';
import { Field, Select, TextInput } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Note } from '../ui/note.tsx';
import { DatabaseOptions } from './database-fields.tsx';

interface AddMappingFormProps {
  readonly target: Target;
  readonly namespace: string;
  readonly databases: InstanceView<'namespaces'>['databases'];
}

export function AddMappingForm({ target, namespace, databases }: AddMappingFormProps) {
  const t = useTranslations();
  const { send, isPending } = useSendCommand(target);
  const [kind, setKind] = useState<MappingKind>('global');
  const [pattern, setPattern] = useState('');
  const [database, setDatabase] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [added, setAdded] = useState<{ pattern: string; database: string } | null>(null);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setAdded(null);
    const parsed = parseMappingPattern(pattern);
    if (!parsed.ok) return setRefusal(parsed.refusal);
    if (database === '') return setRefusal({ code: 'P101', args: [t('namespaces.mappingDatabase'), t('ui.required')], field: 'database' });
    const outcome = await send({ kind: 'add-namespace-mapping', namespace, mappingKind: kind, pattern, database });
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (!outcome.ok) return;
    setAdded({ pattern: parsed.value, database });
    setPattern('');
  };
  return (
    <Form refusal={refusal} onSubmit={add} className="max-w-3xl border-t border-line pt-3">
      <h3 className="font-bold">{t('namespaces.addMapping')}</h3>
      {added && <Note look="good">{t('namespaces.added', added)}</Note>}
      <Field name="mappingKind" label={t('namespaces.column.kind')} refusal={refusal}>
        {(control) => (
          <Select
            {...control}
            className="max-w-xs"
            value={kind}
            onChange={(event) => setKind(mappingKinds.find((one) => one === event.target.value) ?? 'global')}
          >
            {mappingKinds.map((one) => (
              <option key={one} value={one}>
                {t(`namespaces.kind.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field name="pattern" label={t('namespaces.pattern')} required help={t('namespaces.patternHelp')} refusal={refusal}>
        {(control) => (
          <TextInput {...control} className="max-w-xs font-mono" value={pattern} onChange={(event) => setPattern(event.target.value)} />
        )}
      </Field>
      <Field name="database" label={t('namespaces.mappingDatabase')} required refusal={refusal}>
        {(control) => (
          <Select {...control} className="max-w-xs" value={database} onChange={(event) => setDatabase(event.target.value)}>
            <DatabaseOptions databases={databases} chosen={database} />
          </Select>
        )}
      </Field>
      <ButtonStrip>
        <Button type="submit" busy={isPending}>
          {t('namespaces.add')}
        </Button>
      </ButtonStrip>
    </Form>
  );
}
