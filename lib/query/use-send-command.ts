'use client';
import { useMutation } from '@tanstack/react-query';
import type { InstanceCommand, LabCommand } from '../contract/commands.ts';
import type { Outcome, Refusal } from '../contract/errors.ts';
import type { Target } from '../contract/live.ts';
import { postCommand } from './api.ts';

export interface CommandSender<Command> {
  readonly send: (command: Command) => Promise<Outcome<unknown>>;
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
    send: mutation.mutateAsync,
    isPending: mutation.isPending,
    refusal: mutation.data && !mutation.data.ok ? mutation.data.refusal : null,
    forget: mutation.reset,
  };
}
