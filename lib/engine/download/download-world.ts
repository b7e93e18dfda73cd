import type { MountedDatabase } from '../database/mounted-database.ts';
import type { DatabaseHouse } from '../databases/databases-world.ts';
import type { BackgroundTasks } from '../activity/background-tasks.ts';
import type { CatchUpWorld } from '../databases/catch-up.ts';
import type { InstanceDatabases } from '../databases/instance-databases.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProcessTable } from '../activity/process-table.ts';

/** An instance that gives and takes copies of databases: beyond what catching one up needs. */
export interface DownloadWorld extends CatchUpWorld, Pick<DatabaseHouse, 'databases' | 'standingOf'> {
  readonly version: string;
  readonly clock: Clock;
  readonly tasks: BackgroundTasks;
  readonly processes: ProcessTable;
  readonly storage: CatchUpWorld['storage'] & Pick<InstanceDatabases, 'byMirror' | 'homeIn' | 'replace'>;
  /** Mounted, by its name. */
  database(name: string): MountedDatabase | undefined;
  /** Every mounted database with the mirror attribute, of whatever mirror. */
  mirroredDatabases(): MountedDatabase[];
}
