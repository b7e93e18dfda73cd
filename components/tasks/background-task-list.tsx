'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { BackgroundTaskKind } from '@/lib/contract/background-tasks.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { BackgroundTaskItem } from './background-task-item.tsx';

/** Ended tasks that are shown at first; running ones are shown always. */
const ENDED_SHOWN = 3;

interface BackgroundTaskListProps {
  readonly target: Target;
  /** Which work this page is about; without: all. */
  readonly kinds?: readonly BackgroundTaskKind[];
  /** Only tasks that work on one of these: names of databases, a file. */
  readonly subjects?: readonly string[];
  readonly title?: string;
  /** Says that there are none in place of showing nothing. */
  readonly saysNone?: boolean;
}

/** Long work of this instance: what runs, how far it is, how it ended, and the way to abort it. Follows the process by itself. */
export function BackgroundTaskList({ target, kinds, subjects, title, saysNone = false }: BackgroundTaskListProps) {
  const t = useTranslations('tasks');
  const { value } = useInstance(target, 'background-tasks', {});
  const [showsAll, setShowsAll] = useState(false);
  const tasks = (value?.tasks ?? []).filter(
    (task) => (!kinds || kinds.includes(task.kind)) && (!subjects || task.subjects.some((subject) => subjects.includes(subject))),
  );
  const endedAtFirst = tasks.filter(({ state }) => state !== 'running').slice(0, ENDED_SHOWN);
  const shown = showsAll ? tasks : tasks.filter((task) => task.state === 'running' || endedAtFirst.includes(task));
  if (tasks.length === 0 && (!saysNone || value === null)) return null;
  return (
    <Panel title={title ?? t('title')}>
      {tasks.length === 0 && <p className="text-ink-soft">{t('none')}</p>}
      <ul className="divide-y divide-line">
        {shown.map((task) => (
          <BackgroundTaskItem key={task.id} target={target} task={task} />
        ))}
      </ul>
      {shown.length < tasks.length && (
        <Button look="quiet" size="small" className="mt-2" onClick={() => setShowsAll(true)}>
          {t('earlier', { count: tasks.length - shown.length })}
        </Button>
      )}
    </Panel>
  );
}
