'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { BackupRunView } from '@/lib/contract/backups.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { useFormat } from '../messages/use-format.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Checkbox } from '../ui/field.tsx';

interface DeleteRunDialogProps {
  readonly target: Target;
  readonly run: BackupRunView;
  /** File names of later backups that cannot be restored without it. */
  readonly neededBy: readonly string[];
  readonly onClose: () => void;
}

/** Asks before a run leaves the history; a backup that others need, only with a yes to losing them. */
export function DeleteRunDialog({ target, run, neededBy, onClose }: DeleteRunDialogProps) {
  const t = useTranslations('backups');
  const format = useFormat();
  const { send, isPending, refusal } = useSendCommand(target);
  const [confirmed, setConfirmed] = useState(false);
  const confirm = async () => {
    const outcome = await send({ kind: 'delete-backup-run', runId: run.id, confirmed });
    if (outcome.ok) onClose();
  };
  return (
    <ConfirmDialog
      open
      title={t('deleteOf', { task: t(`taskName.${run.task}`), time: format.dateTime(run.startedAt) })}
      text={
        <>
          <span className="wrap-anywhere">
            {run.task === 'Restore' ? t('confirmDeleteRestore') : t('confirmDelete', { file: run.file })}
          </span>
          {neededBy.length > 0 && (
            <Checkbox
              className="mt-2 flex items-start [&>input]:mt-0.5"
              label={<span className="min-w-0 wrap-anywhere">{t('neededBy', { files: neededBy.join(', ') })}</span>}
              checked={confirmed}
              onChange={(event) => setConfirmed(event.target.checked)}
            />
          )}
        </>
      }
      action={t('delete')}
      danger
      busy={isPending}
      refusal={refusal}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}
