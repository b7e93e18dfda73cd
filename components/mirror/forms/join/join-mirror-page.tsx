'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { FormPage } from '../parts/form-page.tsx';
import { JoinMirrorForm } from './join-mirror-form.tsx';
import { NotPossible } from '../parts/not-possible.tsx';

/** Join as Failover: the two steps when it is possible, else the reason with the way to the cure. */
export function JoinMirrorPage({ target }: { target: Target }) {
  const t = useTranslations();
  const summary = useInstance(target, 'summary', {});
  const defaults = useInstance(target, 'form-defaults', {});
  const refusal = summary.value?.menu.joinAsFailover ?? null;
  const [opened, setOpened] = useState(false);
  // Once open the form stays, whatever happens to the instance: what has been typed is not thrown away.
  if (!opened && summary.value && defaults.value && !refusal) setOpened(true);
  const title = t('title.joinAsFailover');
  if (opened && defaults.value) return <JoinMirrorForm target={target} defaults={defaults.value} refusalOfPage={refusal} />;
  const reason = refusal ?? defaults.refusal;
  return (
    <FormPage target={target} title={title} path="/mirror/join-failover" live={defaults.stale ? defaults : summary}>
      {reason && <NotPossible page={title} target={target} refusal={reason} />}
    </FormPage>
  );
}
