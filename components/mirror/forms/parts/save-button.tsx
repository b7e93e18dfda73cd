'use client';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import { Button } from '../../../ui/button.tsx';
import { ReasonButton } from '../../../ui/reason-button.tsx';

interface SaveButtonProps {
  readonly formId: string;
  readonly refusal: Refusal | null;
  readonly isPending: boolean;
  readonly action?: 'save' | 'next';
}

/** Submits the form of the page from its title line; says why when it cannot. */
export function SaveButton({ formId, refusal, isPending, action = 'save' }: SaveButtonProps) {
  const t = useTranslations('forms');
  if (refusal)
    return (
      <ReasonButton refusal={refusal} onPress={() => {}}>
        {t(action)}
      </ReasonButton>
    );
  return (
    <Button type="submit" form={formId} look="main" busy={isPending}>
      {t(action)}
    </Button>
  );
}
