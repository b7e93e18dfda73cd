'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { JournalState } from '@/lib/contract/journals.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useFormat } from '../messages/use-format.ts';
import { Note } from '../ui/note.tsx';

/** Says that updates wait for the journal, and why; nothing while all is well. */
export function JournalStateNote({ state }: { state: JournalState }) {
  const t = useTranslations('journals.state');
  const format = useFormat();
  if (state.kind === 'normal') return null;
  return <Note look="warning">{t(state.kind, { since: format.dateTime(state.since), reason: state.reason })}</Note>;
}

/** The same on a page that shows nothing else of the journal. */
export function LiveJournalStateNote({ target }: { target: Target }) {
  const { value } = useInstance(target, 'journal-state', {});
  return value ? <JournalStateNote state={value.state} /> : null;
}
