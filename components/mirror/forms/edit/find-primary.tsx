'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { Note } from '../../../ui/note.tsx';
import { MemberTable } from './member-table.tsx';

/**
 * On an async that finds no primary: the addresses of the failover members, to be changed for this member alone. Nothing while it is
 * connected.
 */
export function FindPrimary({ target, mirrorName }: { target: Target; mirrorName: string }) {
  const t = useTranslations('pendingNames');
  const edit = useInstance(target, 'mirror-edit', { mirrorName }).value;
  if (!edit?.editAddresses.some(({ offer }) => offer === null)) return null;
  return (
    <div className="space-y-2">
      <Note look="notice">{t('findPrimaryText')}</Note>
      <MemberTable target={target} edit={edit} title={t('findPrimary', { mirror: mirrorName })} />
    </div>
  );
}
