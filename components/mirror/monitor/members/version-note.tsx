'use client';
import { useTranslations } from 'use-intl';
import { isOlderVersion } from '@/lib/contract/units.ts';
import { Note } from '../../../ui/note.tsx';
import type { Monitor } from '../databases/database-actions.tsx';

/** Failover members of different versions: allowed while they are upgraded, one after the other, and never back. */
export function VersionNote({ monitor }: { monitor: Monitor }) {
  const t = useTranslations('download');
  const { version, otherVersion, thisMember, otherMember, members } = monitor;
  if (otherVersion === null || otherMember === null || version === otherVersion) return null;
  const [older, newer] = isOlderVersion(version, otherVersion) ? [thisMember, otherMember] : [otherMember, thisMember];
  const primary = members.find(({ status }) => status === 'primary');
  return (
    <Note look={primary?.guid === newer.guid ? 'warning' : 'notice'}>
      <p>{t('versionsDiffer', { thisMember: thisMember.name, thisVersion: version, otherMember: otherMember.name, otherVersion })}</p>
      {primary?.guid === newer.guid && <p className="mt-1 font-bold">{t('olderMustNotLead', { older: older.name })}</p>}
    </Note>
  );
}
