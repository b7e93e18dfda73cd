'use client';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { Panel } from '../../../ui/panel.tsx';
import { FormRefusal } from './form-refusal.tsx';

/** In place of a form that could not be saved: why, and the way to the cure. Gives way to the form as soon as the reason is gone. */
export function NotPossible({ page, target, refusal }: { page: string; target: Target; refusal: Refusal }) {
  const t = useTranslations('forms');
  return (
    <Panel title={t('notPossible', { page, instance: target })}>
      <FormRefusal refusal={refusal} target={target} of="page" />
    </Panel>
  );
}
