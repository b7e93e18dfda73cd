import type { Membership } from '../store/config-store.ts';
import type { Dejournaling } from '../dejournal/dejournaling.ts';
import type { MirrorHistory } from '../journaling/mirror-history.ts';
import type { MirrorMember } from './mirror-member.ts';
import type { UpdaterPool } from '../dejournal/updater-pool.ts';
import type { Equipment } from './equipment.ts';

/** One mirror that this instance belongs to. */
export class MirrorSeat {
  readonly equipment: Equipment;
  #membership: Membership;
  /** null: not activated in this run, because the JoinMirror flag is clear, the service is off, or another member has removed this one. */
  member: MirrorMember | null = null;

  constructor(equipment: Equipment, membership: Membership) {
    this.equipment = equipment;
    this.#membership = membership;
  }

  get history(): MirrorHistory {
    return this.equipment.history;
  }
  get dejournaler(): Dejournaling {
    return this.equipment.dejournaler;
  }
  get updaters(): UpdaterPool {
    return this.equipment.updaters;
  }
  get membership(): Membership {
    return this.member?.membership ?? this.#membership;
  }
  /** Of one that is not activated. */
  set membership(membership: Membership) {
    this.#membership = membership;
  }
}
