'use client';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance, useLab } from '@/lib/query/use-live.ts';
import { TextLink } from '../../../ui/button.tsx';
import { curesOf } from './cures.ts';

interface CureLinksProps {
  readonly refusal: Refusal;
  readonly target: Target;
  /** Beside a form: the cure opens in a new tab, so that what has been typed waits here. */
  readonly newTab: boolean;
}

export function CureLinks({ refusal, target, newTab }: CureLinksProps) {
  const t = useTranslations('chrome');
  const { value: summary } = useInstance(target, 'summary', {});
  const { value: lab } = useLab();
  return curesOf(refusal, target, { summary, lab }).map((cure) => (
    <TextLink key={cure.label} href={cure.href} target={newTab ? '_blank' : undefined} className="mr-5">
      {newTab ? t('inNewTab', { page: t(`cure.${cure.label}`) }) : t(`cure.${cure.label}`)}
    </TextLink>
  ));
}
