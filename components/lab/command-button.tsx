'use client';
import { useTranslations } from 'use-intl';
import type { LabCommand } from '@/lib/contract/commands.ts';
import type { LabHost } from '@/lib/contract/views.ts';
import type { CommandSender } from '@/lib/query/use-send-command.ts';
import { useOrderBy } from '../orders/use-order.tsx';
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
  /** Asked first, naming the consequence; null: it is done at once. */
  readonly question?: { readonly title: string; readonly text: string } | null;
}

export function CommandButton({ sender, command, action, object, danger = false, question = null }: CommandButtonProps) {
  const t = useTranslations('lab');
  const { ask, question: asked } = useOrderBy(sender);
  const order = question && { ...question, label: action, offer: null, danger: true, command: () => command };
  return (
    <>
      <Button
        size="small"
        look={danger ? 'danger' : 'plain'}
        busy={sender.isPending}
        aria-label={t('actionOn', { action, object })}
        onClick={() => (order ? ask(order) : void sender.send(command))}
      >
        {action}
      </Button>
      {asked}
    </>
  );
}
