'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { NoteBox } from '../../../ui/note.tsx';
import { type FollowVerdict, followVerdictOf } from './follow-verdict.ts';

const looks = { yes: 'good', but: 'warning', no: 'warning', unknown: 'notice' } as const satisfies Record<FollowVerdict['follows'], string>;

/** "Does it follow the primary?", as the engine says it of this member. Only yes and no are announced: seconds change all the time. */
export function AsyncVerdict({ mirrors, shown }: { mirrors: InstanceView<'async-mirrors'>; shown: string }) {
  const t = useTranslations('async.verdict');
  const format = useFormat();
  const mirror = mirrors.mirrors.find(({ mirrorName }) => mirrorName === shown);
  if (!mirror) return null;
  const verdict = followVerdictOf(mirror);
  return (
    <NoteBox look={looks[verdict.follows]}>
      <b role="status">
        {t('question')} {t(`answer.${verdict.follows}`)}
      </b>{' '}
      {sentence()}
    </NoteBox>
  );

  function sentence(): string {
    switch (verdict.reason) {
      case 'disconnected-since':
        return t('reason.disconnected-since', { time: format.dateTime(verdict.since) });
      case 'behind':
        return verdict.behindBytes === null
          ? t('reason.behind', { time: format.duration(verdict.behindMs) })
          : t('reason.behind-bytes', { time: format.duration(verdict.behindMs), bytes: format.bytes(verdict.behindBytes) });
      case 'applying':
        return t('reason.applying', { time: format.duration(verdict.behindMs) });
      default:
        return t(`reason.${verdict.reason}`, { mirror: shown });
    }
  }
}
