'use client';
import { useTranslations } from 'use-intl';
import { useLab } from '@/lib/query/use-live.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { TextLink } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { instanceOfMember } from '../../instance-of-member.ts';
import type { Monitor } from '../databases/database-actions.tsx';

/** Of a member that has joined and that nobody has authorized yet: who has to be asked. */
export function AuthorizationNote({ monitor: { mirrorName, awaitsAuthorizationOn: primary } }: { monitor: Monitor }) {
  const t = useTranslations();
  const { value: lab } = useLab();
  if (primary === null) return null;
  const instance = instanceOfMember(lab, ({ name, memberName }) => name === mirrorName && memberName === primary);
  return (
    <Note look="warning">
      {t('monitor.awaitsAuthorization', { primary })}{' '}
      {instance && <TextLink href={instanceHref(instance, '/mirror/edit')}>{t('monitor.openEditMirror', { primary })}</TextLink>}
    </Note>
  );
}
