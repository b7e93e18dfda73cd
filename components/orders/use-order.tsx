'use client';
import { type ReactNode, useState } from 'react';
import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { type CommandSender, useSendCommand } from '@/lib/query/use-send-command.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { GraveQuestion } from './grave-question.tsx';
import { type OrderLine, OrderText } from './order-text.tsx';

/** A command that a person gives by a button: what it is called, why it is not offered, what is asked first, and what is sent. */
export interface Order<Command = InstanceCommand> {
  readonly label: string;
  /** null: offered. Otherwise why not, as the view says. */
  readonly offer: Refusal | null;
  /** Of the question; missing: the label. */
  readonly title?: string;
  /** What will happen, naming the thing it happens to. */
  readonly text: ReactNode;
  readonly danger?: boolean;
  /** Of the button in the question that carries it out; missing: the label. */
  readonly action?: string;
  /** A box in the question, to be ticked or not. */
  readonly tick?: { readonly label: string; readonly isTickedFirst?: boolean } | undefined;
  /** A line in the question, to be written or not. */
  readonly line?: OrderLine;
  /**
   * Asked as ^MIRROR asks, with No as the default. `confirmation`: a sentence without whose tick there is no Yes. `waits`: the answer may
   * take the product's 60 seconds.
   */
  readonly grave?: { readonly confirmation?: string; readonly waits?: boolean };
  readonly command: (isTicked: boolean, written: string) => Command;
  readonly onAsk?: () => void;
  /** It was carried out; the question is closed. `answer`: the command's. */
  readonly onDone?: (answer: unknown, isTicked: boolean) => void;
}

interface Asking<Command> {
  readonly ask: (order: Order<Command>) => void;
  readonly question: ReactNode;
}

/** Asks one order at a time, as it was when the person pressed: what the page learns meanwhile does not change an open question. */
export const useOrder = (target: Target): Asking<InstanceCommand> => useOrderBy(useSendCommand(target));

/** The same, where the page sends other commands by the same sender. */
export function useOrderBy<Command>({ send, isPending, refusal, forget }: CommandSender<Command>): Asking<Command> {
  const [asked, setAsked] = useState<Order<Command> | null>(null);
  const [isTicked, setTicked] = useState(false);
  const [written, setWritten] = useState('');
  const ask = (order: Order<Command>) => {
    forget();
    order.onAsk?.();
    setTicked(order.tick?.isTickedFirst ?? false);
    setWritten('');
    setAsked(order);
  };
  const confirm = async (order: Order<Command>, ticked: boolean) => {
    const outcome = await send(order.command(ticked, written));
    if (!outcome.ok) return;
    setAsked(null);
    order.onDone?.(outcome.value, ticked);
  };
  if (!asked) return { ask, question: null };
  const { label, title = label, text, danger, action = label, tick, line, grave } = asked;
  const onClose = () => setAsked(null);
  const question = grave ? (
    <GraveQuestion
      title={title}
      text={text}
      confirmation={grave.confirmation}
      waits={grave.waits ?? false}
      busy={isPending}
      refusal={refusal}
      onConfirm={(confirmed) => void confirm(asked, confirmed)}
      onClose={onClose}
    />
  ) : (
    <ConfirmDialog
      open
      title={title}
      text={
        <OrderText
          text={text}
          tick={tick && { label: tick.label, isTicked, onTick: setTicked }}
          line={line && { ...line, written, onWrite: setWritten }}
          refusal={refusal}
        />
      }
      action={action}
      danger={danger}
      busy={isPending}
      edited={written !== ''}
      refusal={line ? null : refusal}
      onConfirm={() => void confirm(asked, isTicked)}
      onClose={onClose}
    />
  );
  return { ask, question };
}
