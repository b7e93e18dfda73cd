'use client';
import { useTranslations } from 'use-intl';
import type { Promoted } from '@/lib/contract/promotion.ts';
import { TextLink } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';

/**
 * Members that nobody could tell of the promotion, and that could lead: what has to be done on each before its instance starts, and where
 * that is done in the lab.
 */
export function MembersToEdit({ members, className }: { members: Promoted['unavailable']; className?: string }) {
  const t = useTranslations('promotion');
  return (
    <Note look="warning" className={className}>
      <p className="font-bold">{t('editTitle')}</p>
      <p>{t('editText')}</p>
      <ul className="my-1.5 list-disc pl-5">
        {members.map(({ guid, name, instanceDirectory }) => (
          <li key={guid} className="break-words">
            <b>{name}</b> <span className="text-ink-soft">{instanceDirectory}</span>
          </li>
        ))}
      </ul>
      <p>{t.rich('editHow', { setting: () => <code>[MirrorMember] ValidatedMember=0</code> })}</p>
      <p className="mt-1">
        {t('editInLab')} <TextLink href="/lab">{t('toLab')}</TextLink>
      </p>
    </Note>
  );
}
