'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { InactiveMirror } from '../../leaving/inactive-mirror.tsx';
import { RestartNote } from '../../leaving/restart-note.tsx';
import { EditAsyncForm } from './edit-async-form.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { NotPossible } from '../parts/not-possible.tsx';

/** Edit Async: the form on an async member, else the reason with the way to the cure. */
export function EditAsyncPage({ target }: { target: Target }) {
  const t = useTranslations('title');
  const edit = useInstance(target, 'async-edit', {});
  const summary = useInstance(target, 'summary', {});
  const leaving = useInstance(target, 'leaving', {});
  if (edit.value) return <EditAsyncForm target={target} edit={edit.value} live={edit} />;
  if (leaving.value?.state === 'inactive') {
    return (
      <FormPage target={target} title={t('editAsync')} path="/mirror/edit-async" live={leaving}>
        <InactiveMirror target={target} leaving={leaving.value} />
      </FormPage>
    );
  }
  const reason = edit.refusal ?? summary.value?.menu.editAsync ?? null;
  return (
    <FormPage target={target} title={t('editAsync')} path="/mirror/edit-async" live={edit}>
      {summary.value?.restartRequired && <RestartNote />}
      {reason && <NotPossible page={t('editAsync')} target={target} refusal={reason} />}
    </FormPage>
  );
}
