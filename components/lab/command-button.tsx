'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { LabCommand } from '@/lib/contract/commands.ts';
import type { LabHost } from '@/lib/contract/views.ts';
import type { CommandSender } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

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
  /** Asked first, naming the consequence; null: it is done at once. */
  readonly question?: { readonly title: string; readonly text: string } | null;
}

export function CommandButton({ sender, command, action, object, danger = false, question = null }: CommandButtonProps) {
  const t = useTranslations('lab');
  const [isAsking, setAsking] = useState(false);
  const send = async () => {
    const outcome = await sender.send(command);
    if (outcome.ok) setAsking(false);
  };
  return (
    <>
      <Button
        size="small"
        look={danger ? 'danger' : 'plain'}
        disabled={sender.isPending}
        aria-label={t('actionOn', { action, object })}
        onClick={() => (question ? setAsking(true) : void send())}
      >
        {action}
      </Button>
      {question && (
        <ConfirmDialog
          open={isAsking}
          title={question.title}
          text={question.text}
          action={action}
          danger
          busy={sender.isPending}
          refusal={isAsking ? sender.refusal : null}
          onConfirm={() => void send()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
