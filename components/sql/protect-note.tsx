'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance, useLab } from '@/lib/query/use-live.ts';
import { instanceOfMember } from '../mirror/instance-of-member.ts';
import { TextLink } from '../ui/button.tsx';
import { Note } from '../ui/note.tsx';
import { sqlHref } from './sql-href.ts';

/**
 * Why a mirror member that is not primary refuses, and where the change can be made. Nothing on an instance without a mirror: there
 * <PROTECT> has other reasons.
 */
export function ProtectNote({ target, namespace }: { target: Target; namespace: string }) {
  const t = useTranslations('sql');
  const { value: summary } = useInstance(target, 'summary', {});
  const { value: lab } = useLab();
  const mirror = summary?.mirror;
  if (!mirror || mirror.status === 'primary') return null;
  const primary = instanceOfMember(lab, ({ name, status }) => name === mirror.name && status === 'primary');
  return (
    <Note>
      <p className="font-bold">{t('protectTitle', { mirror: mirror.name })}</p>
      <p>{t('protectText')}</p>
      {primary && <TextLink href={sqlHref(primary, namespace)}>{t('protectLink', { instance: primary })}</TextLink>}
    </Note>
  );
}
