'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { useFormat } from '../messages/use-format.ts';
import { BackgroundTaskList } from '../tasks/background-task-list.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Note } from '../ui/note.tsx';
import { NOT_ANSWERED } from '../ui/not-yet.ts';
import { ReasonButton } from '../ui/reason-button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { JournalFileFrame } from './journal-file-frame.tsx';

type Result = NonNullable<InstanceView<'journal-integrity'>['result']>;
type Finding = Result['findings'][number];
const tones = { passed: 'good', failed: 'danger', 'not-applicable': 'quiet' } as const;

/** Integrity Check of one file: starts it, follows it, shows what it found. */
export function JournalIntegrityPage({ target, file }: { target: Target; file: string }) {
  const t = useTranslations('journals.integrityPage');
  const ui = useTranslations('ui');
  const live = useInstance(target, 'journal-integrity', { file });
  const { send, isPending, refusal } = useSendCommand(target);
  const view = live.value;
  const isRunning = view?.taskId != null;
  return (
    <JournalFileFrame
      target={target}
      page="integrity"
      file={file}
      live={live}
      actions={
        <ReasonButton
          look="main"
          refusal={view ? null : NOT_ANSWERED}
          busy={isPending || isRunning}
          onPress={() => void send({ kind: 'check-journal-integrity', file })}
        >
          {isPending || isRunning ? ui('working') : t('start')}
        </ReasonButton>
      }
    >
      <p className="max-w-4xl">{t('text')}</p>
      {refusal && <RefusalNotice refusal={refusal} alert />}
      {view && <BackgroundTaskList target={target} kinds={['journal-integrity-check']} subjects={[view.file.name]} />}
      {view?.result ? (
        <Findings file={view.file.name} result={view.result} />
      ) : (
        view && !isRunning && <p className="text-ink-soft">{t('none')}</p>
      )}
    </JournalFileFrame>
  );
}

function Findings({ file, result }: { file: string; result: Result }) {
  const t = useTranslations('journals.integrityPage');
  const names = useTranslations('journals');
  const format = useFormat();
  const isDamaged = result.findings.some(({ outcome }) => outcome === 'failed');
  const facts = {
    blocks: format.count(result.blocks),
    records: format.count(result.records),
    end: format.count(result.end),
    at: format.dateTime(result.checkedAt),
  };
  const columns: Column<Finding>[] = [
    { id: 'check', head: t('column.check'), cell: (finding) => t(`check.${finding.check}`) },
    {
      id: 'outcome',
      head: t('column.outcome'),
      cell: (finding) => <StatusWord tone={tones[finding.outcome]}>{t(`outcome.${finding.outcome}`)}</StatusWord>,
    },
    {
      id: 'problem',
      head: t('column.problem'),
      cell: (finding) => (finding.problem === '' ? '-' : <span lang="en">{finding.problem}</span>),
    },
  ];
  return (
    <>
      <Note look={isDamaged ? 'warning' : 'good'}>{t(isDamaged ? 'failed' : 'passed', facts)}</Note>
      <DataTable
        caption={names('integrityOf', { name: file })}
        columns={columns}
        rows={result.findings}
        rowKey={(finding) => finding.check}
        bar={false}
        cards
      />
    </>
  );
}
