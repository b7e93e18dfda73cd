'use client';
import { useTranslations } from 'use-intl';
import type { PromotionCheck } from '@/lib/contract/promotion.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Note } from '../../../ui/note.tsx';
import { StatusWord, type Tone } from '../../../ui/status-word.tsx';
import { useFormat } from '../../../messages/use-format.ts';
import { useMarks } from '../../../messages/use-marks.ts';

type Former = PromotionCheck['members'][number];
const tones: Record<Former['isUp'], Tone> = { up: 'good', down: 'quiet', unknown: 'warning' };

/** Who is primary, whose instance is up, which agents answer, and who has the newest journal. */
export function PromotionSituation({ check }: { check: PromotionCheck }) {
  const t = useTranslations('promotion');
  const format = useFormat();
  const marks = useMarks();
  const columns: Column<Former>[] = [
    { id: 'name', head: t('column.member'), cell: (member) => <b>{member.name}</b>, className: 'whitespace-nowrap' },
    {
      id: 'instance',
      head: t('column.instance'),
      cell: (member) => (
        <StatusWord tone={tones[member.isUp]}>{t(member.name === check.primaryName ? 'isPrimary' : `isUp.${member.isUp}`)}</StatusWord>
      ),
    },
    {
      id: 'agent',
      head: t('column.agent'),
      cell: (member) => (
        <StatusWord tone={member.agentReachable ? 'good' : 'warning'}>
          {t(member.agentReachable ? 'agentAnswers' : 'agentSilent')}
        </StatusWord>
      ),
    },
  ];
  // While instances run nobody reads their journals.
  if (check.situation !== 'primary-runs') columns.push({ id: 'journal', head: t('column.journal'), cell: (member) => journalOf(member) });
  const journalOf = ({ journal, isMostRecent }: Former) => {
    if (!journal) return t('journalUnknown');
    const position = t('journalPosition', {
      file: String(journal.fileCount).padStart(3, '0'),
      offset: format.count(journal.offset),
    });
    return isMostRecent ? (
      <>
        {position}
        <b>{marks.inBrackets(t('journalNewest'))}</b>
      </>
    ) : (
      position
    );
  };
  // Then a person has to decide, whoever leads.
  const situation = check.situation === 'primary-runs' && check.unavailable.length > 0 ? 'primary-runs-backup-silent' : check.situation;
  const others = check.members
    .filter(({ isUp, name }) => isUp === 'up' && name !== check.primaryName && !check.waiting.includes(name))
    .map(({ name }) => name);
  return (
    <section aria-label={t('situation')} className="space-y-2">
      <Note look={situation === 'primary-runs' ? 'good' : situation === 'agents-reachable' ? 'notice' : 'warning'}>
        {t(`situations.${situation}`, {
          primary: check.primaryName ?? '',
          silent: check.unavailable.map(({ name }) => name).join(', '),
          running: others.join(', '),
          waiting: check.waiting.join(', '),
        })}
      </Note>
      <DataTable caption={t('situation')} columns={columns} rows={check.members} rowKey={({ guid }) => guid} bar={false} cards />
    </section>
  );
}
