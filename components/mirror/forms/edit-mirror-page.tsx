'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { EditMirrorForm } from './edit-mirror-form.tsx';
import { FormPage } from './form-page.tsx';
import { NotPossible } from './not-possible.tsx';

/** Edit Mirror: the form on a failover member, else the reason with the way to the cure. */
export function EditMirrorPage({ target }: { target: Target }) {
  const t = useTranslations('title');
  const edit = useInstance(target, 'mirror-edit', {});
  const summary = useInstance(target, 'summary', {});
  if (edit.value) return <EditMirrorForm key={edit.value.config.guid} target={target} edit={edit.value} live={edit} />;
  const reason = edit.refusal ?? summary.value?.menu.editMirror ?? null;
  return (
    <FormPage target={target} title={t('editMirror')} live={edit}>
      {reason && <NotPossible page={t('editMirror')} target={target} refusal={reason} />}
    </FormPage>
  );
}
