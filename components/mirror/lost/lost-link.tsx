'use client';
import { useTranslations } from 'use-intl';
import { useLab } from '@/lib/query/use-live.ts';
import { TextLink } from '../../ui/button.tsx';
import { instanceOfMember } from '../instance-of-member.ts';
import { lostHref } from './lost-href.ts';

/** To the reports of a member, wherever it is; nothing where nobody knows its instance. */
export function LostLink({ member }: { member: string }) {
  const t = useTranslations('lost');
  const { value: lab } = useLab();
  const instance = instanceOfMember(lab, ({ memberName }) => memberName === member);
  return instance === null ? null : (
    <TextLink href={lostHref(instance)} className="ml-2 whitespace-nowrap">
      {t('linkOf', { member })}
    </TextLink>
  );
}
