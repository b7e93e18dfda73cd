'use client';
import { type ReactNode, useState } from 'react';
import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Checkbox } from '../ui/field.tsx';
import { GraveQuestion } from './grave-question.tsx';

/** A command that a person gives by a button: what it is called, why it is not offered, what is asked first, and what is sent. */
export interface Order {
  readonly label: string;
  /** null: offered. Otherwise why not, as the view says. */
  readonly offer: Refusal | null;
  /** Of the question; missing: the label. */
  readonly title?: string;
  /** What will happen, naming the thing it happens to. */
  readonly text: ReactNode;
  readonly danger?: boolean;
  /** A box in the question, to be ticked or not. */
  readonly tick?: { readonly label: string; readonly isTickedFirst?: boolean };
  /**
   * Asked as ^MIRROR asks, with No as the default. `confirmation`: a sentence without whose tick there is no Yes. `waits`: the answer may
   * take the product's 60 seconds.
   */
  readonly grave?: { readonly confirmation?: string; readonly waits?: boolean };
  readonly command: (isTicked: boolean) => InstanceCommand;
  readonly onAsk?: () => void;
  /** It was carried out; the question is closed. `answer`: the command's. */
  readonly onDone?: (answer: unknown) => void;
}

/** Asks one order at a time, as it was when the person pressed: what the page learns meanwhile does not change an open question. */
export function useOrder(target: Target): { readonly ask: (order: Order) => void; readonly question: ReactNode } {
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [asked, setAsked] = useState<Order | null>(null);
  const [isTicked, setTicked] = useState(false);
  const ask = (order: Order) => {
    forget();
    order.onAsk?.();
    setTicked(order.tick?.isTickedFirst ?? false);
    setAsked(order);
  };
  const confirm = async (order: Order, ticked: boolean) => {
    const outcome = await send(order.command(ticked));
    if (!outcome.ok) return;
    setAsked(null);
    order.onDone?.(outcome.value);
  };
  if (!asked) return { ask, question: null };
  const { label, title = label, text, danger, tick, grave } = asked;
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
        tick ? (
          <>
            {text}
            <Checkbox className="mt-2 flex" label={tick.label} checked={isTicked} onChange={(event) => setTicked(event.target.checked)} />
          </>
        ) : (
          text
        )
      }
      action={label}
      danger={danger}
      busy={isPending}
      refusal={refusal}
      onConfirm={() => void confirm(asked, isTicked)}
      onClose={onClose}
    />
  );
  return { ask, question };
}
