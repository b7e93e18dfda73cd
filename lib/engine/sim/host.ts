/** A simulated machine: what it is made of, and what is there of it at this moment. */
import type { AsyncInstance } from './async-instance.ts';
import type { RollEntry } from '../mirror/roll.ts';
import { type Disk, emptyDisk } from './disk.ts';
import type { Instance } from './instance.ts';
import type { Agent } from './keepers.ts';
import type { Random } from './random.ts';
import type { Temper } from './temper.ts';

/** A machine with a member of the mirror and an agent. */
export interface Host {
  readonly name: string;
  readonly self: { readonly guid: string; readonly name: string };
  readonly disk: Disk;
  /** Its monotonic clock: where it began, and how much faster than the world's it runs. */
  readonly clock: { readonly offsetMs: number; readonly rate: number };
  /** How wrong its wall clock is, s. */
  wallErrorS: number;
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

export const FAILOVER_NAMES = ['a', 'b'] as const;
export const ASYNC_NAMES = ['e', 'f', 'g'];

/** With everybody's first configuration, and a clock of its own. */
export function newHost(name: string, { temper, random }: { readonly temper: Temper; readonly random: Random }): Host {
  const members: RollEntry[] = [
    ...FAILOVER_NAMES.map((other) => ({ guid: memberOn(other).guid, kind: 'failover' as const })),
    ...ASYNC_NAMES.slice(0, temper.asyncCount).map((other) => ({ guid: memberOn(other).guid, kind: 'disaster-recovery' as const })),
  ];
  const self = memberOn(name);
  const kind = members.find(({ guid }) => guid === self.guid)?.kind ?? 'disaster-recovery';
  return {
    name,
    self,
    disk: emptyDisk({ guid: self.guid, kind, isValidated: true, roll: { version: 1, members } }),
    clock: { offsetMs: random.whole(0, 1_000_000), rate: 1 + random.between(-temper.clockDrift, temper.clockDrift) },
    wallErrorS: 0,
    isDiskFailing: false,
    isPowered: true,
    diskDelayMs: temper.diskDelayMs,
    isJournalUnreadable: false,
    isJournalDamaged: false,
    missingFile: null,
    onlyPrimary: null,
    instance: null,
    quiet: null,
    agent: null,
    holdsVirtualIp: false,
  };
}

/** The member on the host of that name. */
export const memberOn = (host: string) => ({ guid: `guid-${host}`, name: `SERVER${host.toUpperCase()}` });
/** The host of that member. */
export const hostOf = (guid: string) => guid.replace(/^guid-/, '');

/** False: nothing can happen there before somebody starts it. */
export const isProcessThere = ({ instance, quiet }: Host) => instance !== null || quiet !== null;
