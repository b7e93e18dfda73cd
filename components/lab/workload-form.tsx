'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { LabView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { ButtonStrip } from '../ui/button-strip.tsx';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';

type Typed = Record<'address' | 'port' | 'database' | 'ratePerSecond' | 'clients', string>;

const fields = [
  { name: 'address', label: 'address', type: 'text' },
  { name: 'port', label: 'port', type: 'number' },
  { name: 'database', label: 'database', type: 'text' },
  { name: 'ratePerSecond', label: 'rate', type: 'number' },
  { name: 'clients', label: 'clients', type: 'number' },
] as const;

interface WorkloadFormProps {
  readonly workload: LabView['workload'];
  /** Of the primary, by the names that it has there; null while none is known. */
  readonly mirrored: readonly string[] | null;
}

/** Starts with the settings of the last run; before the first one with a database that survives the primary. */
export function WorkloadForm({ workload, mirrored }: WorkloadFormProps) {
  const t = useTranslations('workload');
  const { send, isPending, refusal } = useSendCommand('lab');
  const [changed, setChanged] = useState<Partial<Typed>>({});
  const [first] = useState(workload);
  const isRunning = workload.state === 'running';
  const hasRun = isRunning || workload.sent > 0;
  const typed: Typed = {
    address: first.address,
    port: String(first.port),
    database: hasRun ? workload.database : (mirrored?.[0] ?? workload.database),
    ratePerSecond: String(first.ratePerSecond),
    clients: String(first.clients),
    ...changed,
  };
  const isUnprotected = mirrored !== null && mirrored.length > 0 && !mirrored.includes(typed.database.trim().toUpperCase());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRunning) return send({ kind: 'stop-workload' });
    return send({
      kind: 'start-workload',
      address: typed.address.trim(),
      port: Number(typed.port),
      database: typed.database.trim(),
      ratePerSecond: Number(typed.ratePerSecond),
      clients: Number(typed.clients),
    });
  };
  return (
    <Form refusal={refusal} onSubmit={submit}>
      {fields.map((field) => (
        <Field
          key={field.name}
          name={field.name}
          label={t(field.label)}
          help={
            field.name === 'database' && isUnprotected ? (
              <span className="text-warning">{t('notMirrored', { database: typed.database })}</span>
            ) : undefined
          }
          refusal={refusal}
        >
          {(control) => (
            <TextInput
              {...control}
              type={field.type}
              className="max-w-56"
              disabled={isRunning}
              value={typed[field.name]}
              onChange={(event) => setChanged({ ...changed, [field.name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <ButtonStrip>
        <Button type="submit" look={isRunning ? 'danger' : 'main'} busy={isPending}>
          {isRunning ? t('stop') : t('start')}
        </Button>
      </ButtonStrip>
    </Form>
  );
}
