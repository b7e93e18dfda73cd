/** A simulated machine: what it is made of, and what is there of it at this moment. */
import type { AsyncInstance } from './async-instance.ts';
import type { Disk } from './disk.ts';
import type { Instance } from './instance.ts';
import type { Agent } from './keepers.ts';

/** A machine with a member of the mirror and an agent. */
export interface Host {
  readonly name: string;
  readonly self: { readonly guid: string; readonly name: string };
  readonly disk: Disk;
  /** Its monotonic clock: where it began, and how much faster than the world's it runs. */
  readonly clock: { readonly offsetMs: number; readonly rate: number };
  isPowered: boolean;
  /** Longest time that one disk operation takes, ms. */
  diskDelayMs: number;
  /** Nothing written becomes durable: the disk is full or broken. */
  isDiskFailing: boolean;
  /** The agent cannot read the journal files. */
  isJournalUnreadable: boolean;
  /** What it must still apply cannot be read: see `damage.ts`. */
  isJournalDamaged: boolean;
  /** Number of a journal file that is not on the disk at present: see `holes.ts`. */
  missingFile: number | null;
  /** "No failover": GUID of the only member that may be primary, as an operator has set it, else null. */
  onlyPrimary: string | null;
  /** The machine of the kind that the member is; null while no process lives. */
  instance: Instance | AsyncInstance | null;
  /** Name of a process that is starting: it answers nothing yet, and is not dead. null: there is none. */
  quiet: string | null;
  agent: Agent | null;
  holdsVirtualIp: boolean;
}

/** False: nothing can happen there before somebody starts it. */
export const isProcessThere = ({ instance, quiet }: Host) => instance !== null || quiet !== null;
