'use client';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { FormActions } from '../chrome/form-actions.tsx';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useLeaveGuard } from '../portal/use-leave-guard.tsx';
import { Form } from '../ui/form.tsx';
import { NOT_ANSWERED, NOTHING_CHANGED } from '../ui/not-yet.ts';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { type DatabaseChoice, DatabaseFields } from './database-fields.tsx';
import { MappingsPanel } from './mappings-panel.tsx';

export function EditNamespacePage({ target, name }: { target: Target; name: string }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const formId = useId();
  const live = useInstance(target, 'namespaces', {});
  const { send, isPending, refusal } = useSendCommand(target);
  const [typed, setTyped] = useState<DatabaseChoice | null>(null);
  const [isSaved, setSaved] = useState(false);
  const leaveQuestion = useLeaveGuard(typed !== null);
  const view = live.value;
  const namespace = view?.namespaces.find((one) => one.name === name.toUpperCase());
  const notSaved = namespace ? (namespace.removable ?? (typed ? null : NOTHING_CHANGED)) : NOT_ANSWERED;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!namespace || !typed) return;
    const { globalsDatabase, routinesDatabase } = typed;
    const outcome = await send({ kind: 'edit-namespace', name: namespace.name, globalsDatabase, routinesDatabase });
    setSaved(outcome.ok);
    if (outcome.ok) setTyped(null);
  };
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/namespaces', { below: name })}
        title={t('title.editNamespace')}
        edited={typed !== null}
        actions={<FormActions formId={formId} refusal={notSaved} busy={isPending} cancelHref={instanceHref(target, '/namespaces')} />}
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      {leaveQuestion}
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!view && !live.refusal && !live.stale && <Spinner />}
        {view && !namespace && <Note look="warning">{t('namespaces.unknown', { name })}</Note>}
        {view && namespace && (
          <>
            {view.isMember && <Note>{t('namespaces.perInstance')}</Note>}
            {namespace.missingDatabases.map((database) => (
              <Note key={database} look="warning">
                {t('namespaces.missing', { database })}
              </Note>
            ))}
            <Panel title={t('namespaces.databases')} className="max-w-3xl">
              <Form id={formId} refusal={refusal} onSubmit={save} className="space-y-2">
                {isSaved && !typed && <Note look="good">{t('namespaces.saved', { name: namespace.name })}</Note>}
                <DatabaseFields
                  target={target}
                  databases={view.databases}
                  choice={typed ?? namespace}
                  onChange={setTyped}
                  refusal={refusal}
                  disabled={namespace.removable !== null}
                />
              </Form>
            </Panel>
            <MappingsPanel target={target} namespace={namespace} databases={view.databases} />
          </>
        )}
      </PageBody>
    </>
  );
}
