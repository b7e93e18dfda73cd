'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import { LinkButton } from '../ui/button.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';

interface FormActionsProps {
  /** Why it cannot be saved now. */
  readonly refusal?: Refusal | null;
  readonly busy: boolean;
  /** Save, unless the page does something else. */
  readonly action?: string;
  readonly look?: 'main' | 'danger';
  /** Missing: the button submits the form around it, or the one of this id. */
  readonly onPress?: () => void;
  readonly formId?: string;
  /** Where Cancel leads; it asks first when something is edited, as every link does. */
  readonly cancelHref: string;
  /** What else the page offers. */
  readonly children?: ReactNode;
}

/** The buttons of a page that is a form, in its ribbon: the main one, the way back, and then the others. */
export function FormActions({ refusal = null, busy, action, look = 'main', onPress, formId, cancelHref, children }: FormActionsProps) {
  const t = useTranslations('ui');
  return (
    <>
      <ReasonButton look={look} type={onPress ? 'button' : 'submit'} form={formId} refusal={refusal} busy={busy} onPress={onPress}>
        {busy ? t('working') : (action ?? t('save'))}
      </ReasonButton>
      <LinkButton href={cancelHref}>{t('cancel')}</LinkButton>
      {children}
    </>
  );
}
