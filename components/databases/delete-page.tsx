'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useFormat } from '../messages/use-format.ts';
import { LinkButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Checkbox, ReadOnlyField } from '../ui/field.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';

/** Delete Database: the entry alone, or its file too. */
export function DeletePage({ target, name }: { target: Target; name: string }) {
  const t = useTranslations();
  const format = useFormat();
  const router = useRouter();
  const live = useInstance(target, 'database-details', { name });
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [deleteFile, setDeleteFile] = useState(false);
  const [asking, setAsking] = useState(false);
  const details = live.value;
  const file = details ? `${details.directory.replace(/\/?$/, '/')}IRIS.DAT` : '';
  const remove = async () => {
    const outcome = await send({ kind: 'delete-database', name, deleteFile });
    if (!outcome.ok) return;
    toast.success(t('databases.deleting.deleted', { name }));
    router.push(instanceHref(target, '/databases'));
  };
  return (
    <>
      <PageRibbon
        crumbs={[
          { label: t('chrome.system') },
          { label: t('menu.configuration') },
          { label: t('title.localDatabases'), href: instanceHref(target, '/databases') },
          { label: t('title.deleteDatabase') },
        ]}
        title={t('title.deleteDatabase')}
        actions={
          details && (
            <>
              <ReasonButton
                look="danger"
                refusal={details.actions.delete}
                busy={isPending}
                onPress={() => {
                  forget();
                  if (deleteFile) setAsking(true);
                  else void remove();
                }}
              >
                {t('databases.deleting.now')}
              </ReasonButton>
              <LinkButton href={instanceHref(target, '/databases')}>{t('ui.cancel')}</LinkButton>
            </>
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
                <span className="break-all">{details.directory}</span>
              </ReadOnlyField>
              {details.mounted && <ReadOnlyField label={t('databases.deleting.size')}>{format.bytes(details.sizeBytes)}</ReadOnlyField>}
              <Checkbox
                className="my-2 break-all"
                label={t('databases.deleting.deleteFile', { file })}
                checked={deleteFile}
                disabled={details.actions.delete !== null}
                onChange={(event) => setDeleteFile(event.target.checked)}
              />
              <Note look={deleteFile ? 'warning' : 'notice'}>{deleteFile ? t('databases.deleting.loses') : t('databases.deleting.keeps')}</Note>
            </Panel>
          </>
        )}
        {asking && (
          <ConfirmDialog
            open
            title={t('title.deleteDatabase')}
            text={<span className="break-all">{t('databases.deleting.confirm', { name, file })}</span>}
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
