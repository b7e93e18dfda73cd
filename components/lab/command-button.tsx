'use client';
import { useTranslations } from 'use-intl';
import type { LabCommand } from '@/lib/contract/commands.ts';
import type { LabHost } from '@/lib/contract/views.ts';
import type { CommandSender } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';

/** What the controls of one host share. */
export interface HostControls {
  readonly host: LabHost;
  readonly sender: CommandSender<LabCommand>;
}

interface CommandButtonProps {
  readonly sender: CommandSender<LabCommand>;
  readonly command: LabCommand;
  readonly action: string;
  /** What it is done to: the accessible name needs it, many buttons say "Start". */
  readonly object: string;
  readonly danger?: boolean;
}

export function CommandButton({ sender, command, action, object, danger = false }: CommandButtonProps) {
  const t = useTranslations('lab');
  return (
    <Button size="small" look={danger ? 'danger' : 'plain'} disabled={sender.isPending} aria-label={t('actionOn', { action, object })} onClick={() => sender.send(command)}>
      {action}
    </Button>
  );
}
