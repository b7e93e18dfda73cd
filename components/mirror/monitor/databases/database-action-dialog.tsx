'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Checkbox } from '../../../ui/field.tsx';
import { commandOf, type DatabaseAction, type MirroredDatabase, type Monitor, useActionText } from './database-actions.ts';

interface DatabaseActionDialogProps {
  readonly target: Target;
  readonly monitor: Monitor;
  readonly action: DatabaseAction;
  readonly database: MirroredDatabase;
  readonly onClose: () => void;
  /** `isBegun`: the work goes on as a background task. */
  readonly onDone: (isBegun: boolean) => void;
}

/** Asks before one database is mounted, activated, caught up or removed. What reads the journal goes on in the background. */
export function DatabaseActionDialog({ target, monitor, action, database, onClose, onDone }: DatabaseActionDialogProps) {
  const t = useTranslations('monitor.databaseAction');
  const textOf = useActionText(monitor);
  const { send, isPending, refusal } = useSendCommand(target);
  const [catchUp, setCatchUp] = useState(false);
  const inBackground = action === 'catchUp' || action === 'download' || action === 'mount' || (action === 'activate' && catchUp);
  const confirm = async () => {
    const outcome = await send(
      commandOf(action, [action === 'download' ? database.name : database.localName], {
        mirrorName: monitor.mirrorName,
        catchUp,
        inBackground,
      }),
    );
    if (outcome.ok) onDone(inBackground);
  };
  return (
    <ConfirmDialog
      open
      title={t('of', { action: t(action), name: database.name })}
      text={
        <>
          {textOf(action, database.name).map((paragraph) => (
            <span key={paragraph} className="mb-2 block">
              {paragraph}
            </span>
          ))}
          {action === 'activate' && (
            <Checkbox className="flex" label={t('alsoCatchUp')} checked={catchUp} onChange={(event) => setCatchUp(event.target.checked)} />
          )}
        </>
      }
      action={t(action)}
      danger={action === 'remove'}
      busy={isPending}
      refusal={refusal}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}
