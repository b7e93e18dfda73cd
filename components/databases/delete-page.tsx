'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../chrome/menu.ts';
import { FormActions } from '../chrome/form-actions.tsx';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useFormat } from '../messages/use-format.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Checkbox, ReadOnlyField } from '../ui/field.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { announce } from '../ui/announce.ts';
import { PathText } from '../ui/path-text.tsx';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

/** Delete Database: the entry alone, or its file too. */
export function DeletePage({ target, name }: { target: Target; name: string }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const format = useFormat();
  const router = useRouter();
  const live = useInstance(target, 'database-details', { name });
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [deleteFile, setDeleteFile] = useState(false);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const details = live.value;
  const file = details ? `${details.directory.replace(/\/?$/, '/')}IRIS.DAT` : '';
  const remove = async () => {
    const outcome = await send({ kind: 'delete-database', name, deleteFile, namespaces: [...marked] });
    if (!outcome.ok) return;
    announce(t('databases.deleting.deleted', { name }));
    router.push(instanceHref(target, '/databases'));
  };
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/databases', { below: t('title.deleteDatabase') })}
        title={t('title.deleteDatabase')}
        actions={
          details && (
            <FormActions
              look="danger"
              action={t('databases.deleting.now')}
              refusal={details.actions.delete}
              busy={isPending}
              onPress={() => {
                forget();
                if (deleteFile || marked.size > 0) setAsking(true);
                else void remove();
              }}
              cancelHref={instanceHref(target, '/databases')}
            />
          )
        }
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!details && !live.refusal && !live.stale && <Spinner />}
        {details && (
          <>
            {details.actions.delete && <RefusalNotice refusal={details.actions.delete} />}
            {refusal && !asking && <RefusalNotice refusal={refusal} alert />}
            <Panel title={name} className="max-w-4xl">
              <p className="mb-2">{t('databases.deleting.text', { name })}</p>
              <ReadOnlyField label={t('databases.deleting.directory')}>
                <PathText path={details.directory} />
              </ReadOnlyField>
              {details.mounted && <ReadOnlyField label={t('databases.deleting.size')}>{format.bytes(details.sizeBytes)}</ReadOnlyField>}
              {details.usedBy.length > 0 && (
                <MarkNamespaces usedBy={details.usedBy} marked={marked} disabled={details.actions.delete !== null} onChange={setMarked} />
              )}
              <Checkbox
                className="my-2 wrap-anywhere"
                label={t('databases.deleting.deleteFile', { file })}
                checked={deleteFile}
                disabled={details.actions.delete !== null}
                onChange={(event) => setDeleteFile(event.target.checked)}
              />
              <Note look={deleteFile ? 'warning' : 'notice'}>
                {deleteFile ? t('databases.deleting.loses') : t('databases.deleting.keeps')}
              </Note>
            </Panel>
          </>
        )}
        {asking && (
          <ConfirmDialog
            open
            title={t('title.deleteDatabase')}
            text={
              <span className="wrap-anywhere">
                {deleteFile ? t('databases.deleting.confirm', { name, file }) : t('databases.deleting.confirmEntry', { name })}{' '}
                {marked.size > 0 && t('databases.deleting.confirmNamespaces', { count: marked.size, names: [...marked].join(', ') })}
              </span>
            }
            action={t('databases.deleting.now')}
            danger
            busy={isPending}
            refusal={refusal}
            onConfirm={remove}
            onClose={() => setAsking(false)}
          />
        )}
      </PageBody>
    </>
  );
}

interface MarkNamespacesProps {
  readonly usedBy: InstanceView<'database-details'>['usedBy'];
  readonly marked: ReadonlySet<string>;
  readonly disabled: boolean;
  readonly onChange: (marked: ReadonlySet<string>) => void;
}

/** Namespaces that name the database: without it they are of no use, or lack a mapping. One that must stay says why. */
function MarkNamespaces({ usedBy, marked, disabled, onChange }: MarkNamespacesProps) {
  const t = useTranslations('databases.deleting');
  const { sentenceText } = useRefusalTexts();
  return (
    <fieldset className="my-2">
      <legend className="font-bold">{t('namespaces')}</legend>
      {usedBy.map(({ name, removable }) => (
        <div key={name}>
          <Checkbox
            label={name}
            checked={marked.has(name)}
            disabled={disabled || removable !== null}
            onChange={(event) => onChange(new Set(event.target.checked ? [...marked, name] : [...marked].filter((one) => one !== name)))}
          />
          {removable && <span className="ml-2 text-sm text-ink-soft">{sentenceText(removable)}</span>}
        </div>
      ))}
      <p className="text-sm text-ink-soft">{t('namespacesKept')}</p>
    </fieldset>
  );
}
