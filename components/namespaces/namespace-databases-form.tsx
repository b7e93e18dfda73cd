'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { NamespaceView } from '@/lib/contract/namespaces.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { type DatabaseChoice, DatabaseFields } from './database-fields.tsx';

interface NamespaceDatabasesFormProps {
  readonly target: Target;
  readonly namespace: NamespaceView;
  readonly databases: InstanceView<'namespaces'>['databases'];
}

export function NamespaceDatabasesForm({ target, namespace, databases }: NamespaceDatabasesFormProps) {
  const t = useTranslations();
  const { send, isPending, refusal } = useSendCommand(target);
  const [typed, setTyped] = useState<DatabaseChoice | null>(null);
  const [isSaved, setSaved] = useState(false);
  const choice = typed ?? namespace;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await send({
      kind: 'edit-namespace',
      name: namespace.name,
      globalsDatabase: choice.globalsDatabase,
      routinesDatabase: choice.routinesDatabase,
    });
    setSaved(outcome.ok);
    if (outcome.ok) setTyped(null);
  };
  return (
    <Panel title={t('namespaces.databases')} className="max-w-3xl">
      <Form refusal={refusal} onSubmit={save} className="space-y-2">
        {isSaved && !typed && <Note look="good">{t('namespaces.saved', { name: namespace.name })}</Note>}
        <DatabaseFields
          target={target}
          databases={databases}
          choice={choice}
          onChange={setTyped}
          refusal={refusal}
          disabled={namespace.removable !== null}
        />
        {namespace.removable === null && (
          <div className="flex justify-end">
            <Button type="submit" look="main" disabled={!typed} busy={isPending}>
              {isPending ? t('ui.working') : t('namespaces.save')}
            </Button>
          </div>
        )}
      </Form>
    </Panel>
  );
}
