'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { parseNamespaceName } from '@/lib/contract/names.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../chrome/menu.ts';
import { FormActions } from '../chrome/form-actions.tsx';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { Field, Select, TextInput } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { NOT_ANSWERED } from '../ui/not-yet.ts';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useLeaveGuard } from '../portal/use-leave-guard.tsx';
import { type DatabaseChoice, DatabaseFields } from './database-fields.tsx';
import { announce } from '../ui/announce.ts';

const emptyDraft = { name: '', copyFrom: '', globalsDatabase: '', routinesDatabase: '' };

export function NewNamespacePage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const router = useRouter();
  const formId = useId();
  const live = useInstance(target, 'namespaces', {});
  const { send, isPending } = useSendCommand(target);
  const [draft, setDraft] = useState(emptyDraft);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const view = live.value;
  const leaveQuestion = useLeaveGuard(draft !== emptyDraft);
  const copy = (copyFrom: string) => {
    const source = view?.namespaces.find(({ name }) => name === copyFrom);
    const databases: DatabaseChoice = source ?? draft;
    setDraft({ ...draft, copyFrom, globalsDatabase: databases.globalsDatabase, routinesDatabase: databases.routinesDatabase });
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const problem = check(draft, t('ui.required'), (field) => t(`namespaces.${field}`));
    setRefusal(problem);
    if (problem) return;
    const { name, copyFrom, globalsDatabase, routinesDatabase } = draft;
    const outcome = await send({ kind: 'create-namespace', name, copyFrom: copyFrom || null, globalsDatabase, routinesDatabase });
    if (!outcome.ok) return setRefusal(outcome.refusal);
    announce(t('namespaces.created', { name: name.trim().toUpperCase() }));
    router.push(instanceHref(target, '/namespaces'));
  };
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/namespaces', { below: t('title.newNamespace') })}
        title={t('title.newNamespace')}
        edited={draft !== emptyDraft}
        actions={
          <FormActions
            formId={formId}
            refusal={view ? null : NOT_ANSWERED}
            busy={isPending}
            cancelHref={instanceHref(target, '/namespaces')}
          />
        }
      />
      {leaveQuestion}
      <PageBody>
        <StaleMark target={target} live={live} />
        {!view && !live.refusal && !live.stale && <Spinner />}
        {view && (
          <Form id={formId} refusal={refusal} onSubmit={save} className="max-w-3xl space-y-4">
            {view.isMember && <Note>{t('namespaces.perInstance')}</Note>}
            <Panel title={t('title.newNamespace')}>
              <Field name="name" label={t('namespaces.name')} required help={t('namespaces.nameHelp')} refusal={refusal}>
                {(control) => (
                  <TextInput {...control} value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.target.value })} />
                )}
              </Field>
              <Field name="copyFrom" label={t('namespaces.copyFrom')} help={t('namespaces.copyHelp')} refusal={refusal}>
                {(control) => (
                  <Select {...control} className="max-w-xs" value={draft.copyFrom} onChange={(event) => copy(event.target.value)}>
                    <option value="">{t('namespaces.copyNone')}</option>
                    {view.namespaces.map(({ name }) => (
                      <option key={name}>{name}</option>
                    ))}
                  </Select>
                )}
              </Field>
              <DatabaseFields
                target={target}
                databases={view.databases}
                choice={draft}
                onChange={(choice) => setDraft({ ...draft, ...choice })}
                refusal={refusal}
              />
            </Panel>
          </Form>
        )}
      </PageBody>
    </>
  );
}

/** What the engine would refuse, as far as it can be known here. */
function check(draft: typeof emptyDraft, required: string, labelOf: (field: keyof DatabaseChoice) => string): Refusal | null {
  const name = parseNamespaceName(draft.name);
  if (!name.ok) return name.refusal;
  const missing = (['globalsDatabase', 'routinesDatabase'] as const).find((field) => draft[field] === '');
  return missing ? { code: 'P101', args: [labelOf(missing), required], field: missing } : null;
}
