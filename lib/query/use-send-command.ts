'use client';
import { useMutation } from '@tanstack/react-query';
import type { AnsweringCommandKind, CommandAnswer } from '../contract/command-answers.ts';
import type { InstanceCommand, LabCommand } from '../contract/commands.ts';
import type { Outcome, Refusal } from '../contract/errors.ts';
import type { Target } from '../contract/live.ts';
import { postCommand } from './api.ts';

/** A command whose answer says something is answered with that. */
interface Send<Command> {
  <Kind extends AnsweringCommandKind>(
    command: Extract<Command, { kind: Kind }> & { readonly kind: Kind },
  ): Promise<Outcome<CommandAnswer<Kind>>>;
  (command: Command): Promise<Outcome<unknown>>;
}

export interface CommandSender<Command> {
  readonly send: Send<Command>;
  readonly isPending: boolean;
  /** Of the last command, until the next one. */
  readonly refusal: Refusal | null;
  readonly forget: () => void;
}

/** Sends commands to one process. A refusal is a value for the component that asked: nothing is shown here. */
export function useSendCommand(target: 'lab'): CommandSender<LabCommand>;
export function useSendCommand(target: Target): CommandSender<InstanceCommand>;
export function useSendCommand(target: Target): CommandSender<InstanceCommand & LabCommand> {
  const mutation = useMutation({ mutationFn: (command: InstanceCommand | LabCommand) => postCommand(target, command) });
  return {
    // The portal has checked the answer against the table of `CommandAnswer`.
    send: mutation.mutateAsync as Send<InstanceCommand & LabCommand>,
    isPending: mutation.isPending,
    refusal: mutation.data && !mutation.data.ok ? mutation.data.refusal : null,
    forget: mutation.reset,
  };
}
