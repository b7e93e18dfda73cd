/** Simulated machines as they begin, and their names. */
import type { RollEntry } from '../mirror/roll.ts';
import { emptyDisk } from './disk.ts';
import type { Random } from './random.ts';
import type { Host } from './stage.ts';
import type { Temper } from './temper.ts';

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
    isStoreRefusing: false,
    missingFile: null,
    onlyPrimary: null,
    observesOnly: false,
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
