import type { MountedDatabase } from '../database/mounted-database.ts';
import type { ActivationWorld } from '../databases/activation.ts';
import type { SeatedMember } from '../dejournal/seat.ts';
import type { BackgroundTasks } from '../activity/background-tasks.ts';
import type { BackupStore } from '../store/backup-store.ts';
import type { CatchUpWorld } from '../databases/catch-up.ts';
import type { HostDisk } from '../databases/host-path.ts';
import type { InstanceDatabases } from '../databases/instance-databases.ts';
import type { Clock } from '../ports/clock.ts';

/** An instance whose databases are backed up and restored: beyond what activating a copy and catching it up need. */
export interface BackupWorld extends ActivationWorld, CatchUpWorld {
  readonly options: HostDisk['options'] & { readonly host: string; readonly name: string };
  readonly store: { readonly backups: BackupStore };
  readonly clock: Clock;
  readonly tasks: BackgroundTasks;
  readonly storage: ActivationWorld['storage'] & CatchUpWorld['storage'] & Pick<InstanceDatabases, 'replace' | 'undefine'>;
  /** Of the first mirror; null while none is activated. */
  readonly mirror: SeatedMember | null;
  readonly backups: { /** null: none is being made or restored now. */ readonly running: object | null };
  /** Mounted, by its name. */
  database(name: string): MountedDatabase | undefined;
}
