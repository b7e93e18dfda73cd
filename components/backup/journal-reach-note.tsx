'use client';
import { useTranslations } from 'use-intl';
import type { BackupVolume } from '@/lib/contract/backups.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance, useLab } from '@/lib/query/use-live.ts';
import { useFormat } from '../messages/use-format.ts';
import { instanceOfMember } from '../mirror/instance-of-member.ts';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { fileNameOf } from './backup-paths.ts';
import { journalReachOf } from './journal-reach.ts';

interface JournalReachNoteProps {
  readonly target: Target;
  readonly volume: BackupVolume;
  /** What this member has found out. */
  readonly journal: InstanceView<'restore-plan'>['journal'];
}

/**
 * Says before a restore whether the journals that the backup needs can be brought here, and what is lacking; before this instance has
 * joined, what the primary still has.
 */
export function JournalReachNote({ target, volume, journal }: JournalReachNoteProps) {
  const t = useTranslations('backups.restore');
  const { value: lab } = useLab();
  const primary = instanceOfMember(lab, ({ name, status }) => status === 'primary' && name === volume.mirror?.name);
  const first = [...new Set(volume.databases.map(({ journalFile }) => fileNameOf(journalFile)))].filter((file) => file !== '').join(', ');
  return (
    <Panel title={t('journalHeading')}>
      {journal.kind === 'reaches' && <Note look="good">{t('journalHere')}</Note>}
      {journal.kind === 'lacks' && <RefusalNotice refusal={journal.reason} failed />}
      {journal.kind === 'unknown' && <Reach target={primary ?? target} volume={volume} />}
      {first !== '' && <p className="mt-2 text-sm text-ink-soft">{t('journalFirst', { file: first })}</p>}
    </Panel>
  );
}

function Reach({ target, volume }: { target: Target; volume: BackupVolume }) {
  const t = useTranslations('backups.restore');
  const format = useFormat();
  const { value, answeredAt, stale, refusal } = useInstance(target, 'backup-coverage', {});
  if (refusal) return <RefusalNotice refusal={refusal} />;
  if (!value || !answeredAt) return stale ? <Note look="warning">{t('journalUnknown', { member: target })}</Note> : <Spinner />;
  const reach = journalReachOf(value, volume.madeAt, answeredAt);
  if (reach.kind === 'missing') return <Note look="warning">{t('journalMissing', { member: target, file: fileNameOf(reach.file) })}</Note>;
  const age = format.duration(reach.ageMs);
  if (reach.kind === 'short') return <Note look="warning">{t('journalShort', { member: target, days: reach.days, age })}</Note>;
  return (
    <Note look="good">
      {reach.days === null ? t('journalOkForever', { member: target, age }) : t('journalOk', { member: target, days: reach.days, age })}{' '}
      {value.purgeAfterBackups !== null && t('journalBackups', { count: value.purgeAfterBackups })}
    </Note>
  );
}
