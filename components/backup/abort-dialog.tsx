'use client';
import { useTranslations } from 'use-intl';
import type { BackupRunView } from '@/lib/contract/backups.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

interface AbortDialogProps {
  readonly target: Target;
  readonly runId: number;
  readonly task: BackupRunView['task'];
  readonly onClose: () => void;
}

export function AbortDialog({ target, runId, task, onClose }: AbortDialogProps) {
  const t = useTranslations('backups');
  const { send, isPending, refusal } = useSendCommand(target);
  const abort = async () => {
    const outcome = await send({ kind: 'abort-backup', runId });
    if (outcome.ok) onClose();
  };
  return (
    <ConfirmDialog
      open
      title={t('abort')}
      text={t(task === 'Restore' ? 'confirmAbortRestore' : 'confirmAbortBackup')}
      action={t('abort')}
      danger
      busy={isPending}
      refusal={refusal}
      onConfirm={abort}
      onClose={onClose}
    />
  );
}
