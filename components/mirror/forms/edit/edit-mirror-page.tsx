'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { EditMirrorForm } from './edit-mirror-form.tsx';
import { InactiveMirror } from '../../leaving/inactive-mirror.tsx';
import { RestartNote } from '../../leaving/restart-note.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { NotPossible } from '../parts/not-possible.tsx';

/** Edit Mirror: the form on a failover member, else the reason with the way to the cure. */
export function EditMirrorPage({ target }: { target: Target }) {
  const t = useTranslations('title');
  const edit = useInstance(target, 'mirror-edit', {});
  const summary = useInstance(target, 'summary', {});
  const leaving = useInstance(target, 'leaving', {});
  if (edit.value) return <EditMirrorForm key={edit.value.config.guid} target={target} edit={edit.value} live={edit} />;
  if (leaving.value?.state === 'inactive') {
    return (
      <FormPage target={target} title={t('editMirror')} path="/mirror/edit" live={leaving}>
        <InactiveMirror target={target} leaving={leaving.value} />
      </FormPage>
    );
  }
  const reason = edit.refusal ?? summary.value?.menu.editMirror ?? null;
  return (
    <FormPage target={target} title={t('editMirror')} path="/mirror/edit" live={edit}>
      {summary.value?.restartRequired && <RestartNote />}
      {reason && <NotPossible page={t('editMirror')} target={target} refusal={reason} />}
    </FormPage>
  );
}
