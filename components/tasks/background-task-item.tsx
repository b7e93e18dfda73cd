'use client';
import { useTranslations } from 'use-intl';
import type { BackgroundTaskView } from '@/lib/contract/background-tasks.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useFormat } from '../messages/use-format.ts';
import { OrderButton } from '../orders/order-button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { StatusWord, type Tone } from '../ui/status-word.tsx';
import { percentOf } from './percent.ts';
import { TaskProgress } from './task-progress.tsx';
import { useTaskName } from './use-task-name.ts';
import { useMarks } from '../messages/use-marks.ts';

const tones: Record<BackgroundTaskView['state'], Tone> = { running: 'notice', completed: 'good', failed: 'danger', aborted: 'warning' };

export function BackgroundTaskItem({ target, task }: { target: Target; task: BackgroundTaskView }) {
  const t = useTranslations('tasks');
  const marks = useMarks();
  const format = useFormat();
  const nameOf = useTaskName();
  const name = nameOf(task);
  const refusedSubjects = task.outcomes.flatMap(({ name: subject, refusal: reason }) =>
    reason ? [{ name: subject, refusal: reason }] : [],
  );
  const isPartly = task.state === 'failed' && refusedSubjects.length > 0 && refusedSubjects.length < task.subjects.length;
  const isRunning = task.state === 'running';
  return (
    <li aria-label={name} className="space-y-1.5 py-2.5 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="min-w-0 break-words font-bold">{name}</span>
        <span className="flex items-center gap-3">
          <span role="status">
            <StatusWord tone={tones[task.state]}>
              {isPartly ? t('partly', { refused: refusedSubjects.length, count: task.subjects.length }) : t(`state.${task.state}`)}
            </StatusWord>
          </span>
          {isRunning && (
            <OrderButton
              size="small"
              target={target}
              name={t('abortOf', { task: name })}
              order={{
                label: t('abort'),
                text: t('confirmAbort', { task: name }),
                offer: null,
                danger: true,
                command: () => ({ kind: 'abort-background-task', id: task.id }),
              }}
            />
          )}
        </span>
      </div>
      {isRunning && <TaskProgress name={name} percent={percentOf(task)} at={task.at} />}
      {refusedSubjects.length === 0 && task.refusal && <RefusalNotice refusal={task.refusal} failed />}
      {refusedSubjects.map(({ name: subject, refusal: reason }) => (
        <div key={subject}>
          {task.subjects.length > 1 && <p className="break-words text-sm font-bold">{subject}</p>}
          <RefusalNotice refusal={reason} failed />
        </div>
      ))}
      <p className="text-sm text-ink-soft">
        {[
          t('started', { time: format.dateTime(task.startedAt) }),
          ...(task.endedAt
            ? [
                t('ended', {
                  time: format.dateTime(task.endedAt),
                  duration: format.duration(Date.parse(task.endedAt) - Date.parse(task.startedAt)),
                }),
              ]
            : []),
        ].join(marks.semicolon)}
      </p>
    </li>
  );
}
