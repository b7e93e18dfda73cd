import type { MountedDatabase } from '../database/mounted-database.ts';
import type { DatabaseStanding } from '../databases/mirrored-standing.ts';
import type { Downloads } from '../download/downloads.ts';
import type { InstanceMirrors } from '../member/instance-mirrors.ts';

/** An instance, for whoever asks what may be ordered of it as a member of mirrors. */
export interface OffersWorld {
  readonly version: string;
  readonly mirrorServiceEnabled: boolean;
  readonly mirrors: Pick<InstanceMirrors, 'seats' | 'members' | 'hasLeft'>;
  readonly downloads: Pick<Downloads, 'isRunning'>;
  /** Mounted, by its name. */
  database(name: string): MountedDatabase | undefined;
  /** Every mounted database with the mirror attribute, of whatever mirror. */
  mirroredDatabases(): MountedDatabase[];
  standingOf(mounted: MountedDatabase): DatabaseStanding;
}
