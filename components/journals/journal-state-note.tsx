'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { JournalState } from '@/lib/contract/journals.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useFormat } from '../messages/use-format.ts';
import { Note } from '../ui/note.tsx';
import { JournalFaults } from './journal-faults.tsx';

/** Says that updates wait for the journal, or go on without it, and why; nothing while all is well. */
export function JournalStateNote({ state }: { state: JournalState }) {
  const t = useTranslations('journalState');
  const format = useFormat();
  if (state.kind === 'normal') return null;
  const since = format.dateTime(state.since);
  if (state.kind === 'frozen' && state.disablesAt !== null)
    return <Note look="warning">{t('frozenUntil', { since, reason: state.reason, disablesAt: format.dateTime(state.disablesAt) })}</Note>;
  return <Note look="warning">{t(state.kind, { since, reason: state.reason })}</Note>;
}

/** The same on a page that shows nothing else of the journal. */
export function LiveJournalStateNote({ target }: { target: Target }) {
  const { value } = useInstance(target, 'journal-state', {});
  if (!value) return null;
  return (
    <>
      <JournalStateNote state={value.state} />
      <JournalFaults faults={value.faults} />
    </>
  );
}
