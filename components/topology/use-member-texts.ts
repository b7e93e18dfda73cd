'use client';
import { useTranslations } from 'use-intl';
import type { TopologyMember } from '@/lib/contract/topology.ts';
import { useFormat } from '../messages/use-format.ts';
import { shortBytes } from './measures.ts';
import { isEqualWord } from './trouble.ts';

/** The few words in the box of a member. */
export function useMemberTexts(member: TopologyMember) {
  const t = useTranslations();
  const format = useFormat();
  const { status, isActive, isSelf, kind, term, journal, told, condition, lastHeardAgoMs, lagMs, lagBytes } = member;

  function behind(): string {
    const time = lagMs ? format.duration(lagMs) : '';
    const bytes = lagBytes ? shortBytes(lagBytes) : '';
    if (time && bytes) return t('topology.inPicture.lag', { time, bytes });
    if (time) return t('topology.inPicture.lagTime', { time });
    if (bytes) return t('topology.inPicture.lagBytes', { bytes });
    return lagMs === 0 || lagBytes === 0 ? t('topology.inPicture.inStep') : '';
  }

  /** The gravest: that it is not what it was told to be, what its process does, or how far it is behind. */
  function last(): { readonly look: 'unequal' | 'gone' | 'quiet'; readonly text: string } {
    if (told && !isEqualWord(member)) {
      return { look: 'unequal', text: t('topology.inPicture.told', { told: t(`memberStatus.${told}`) }) };
    }
    const ago = lastHeardAgoMs === null ? '' : t('topology.inPicture.ago', { age: format.duration(lastHeardAgoMs) });
    const isGone = condition !== null && condition !== 'alive';
    if (isGone) return { look: 'gone', text: [t(`topology.inPicture.condition.${condition}`), ago].filter(Boolean).join(' · ') };
    return { look: 'quiet', text: ago || behind() };
  }

  const role = t(`memberStatus.${status}`);
  return {
    role: isActive && status === 'backup' ? `${role} · ${t('progress.active')}` : role,
    right: isSelf ? t('topology.thisSystem') : kind === 'failover' ? '' : t(`topology.inPicture.kind.${kind}`),
    facts: [term !== null && t('topology.inPicture.term', { term }), journal && `#${journal.fileCount} · ${shortBytes(journal.offset)}`]
      .filter(Boolean)
      .join(' · '),
    last: last(),
  };
}
