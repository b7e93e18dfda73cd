'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { FormPage } from '../parts/form-page.tsx';
import { JoinAsyncForm, type KnownAsync } from './join-async-form.tsx';
import { NotPossible } from '../parts/not-possible.tsx';

/**
 * Join as Async: the two steps when it is possible, else the reason with the way to the cure. A reporting async joins a further mirror
 * under the same name.
 */
export function JoinAsyncPage({ target }: { target: Target }) {
  const t = useTranslations();
  const summary = useInstance(target, 'summary', {});
  const defaults = useInstance(target, 'form-defaults', {});
  const mirrors = useInstance(target, 'async-mirrors', {});
  const refusal = summary.value?.menu.joinAsAsync ?? null;
  /** Once open the form stays as it was opened, whatever happens to the instance: what has been typed is not thrown away. */
  const [opened, setOpened] = useState<{ readonly known: KnownAsync | null } | null>(null);
  const isKnown = mirrors.value !== null || mirrors.refusal !== null;
  if (!opened && summary.value && defaults.value && isKnown && !refusal) setOpened({ known: mirrors.value });
  const title = t('title.joinAsAsync');
  if (opened && defaults.value)
    return <JoinAsyncForm target={target} defaults={defaults.value} known={opened.known} refusalOfPage={refusal} />;
  const reason = refusal ?? defaults.refusal;
  return (
    <FormPage target={target} title={title} path="/mirror/join-async" live={defaults.stale ? defaults : summary}>
      {reason && <NotPossible page={title} target={target} refusal={reason} />}
    </FormPage>
  );
}
