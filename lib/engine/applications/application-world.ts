import type { Globals } from '../database/globals.ts';
import type { InstanceJournal } from '../journaling/instance-journal.ts';
import type { Severity } from '../activity/messages-log.ts';
import type { ProcessTable } from '../activity/process-table.ts';
import type { Clock } from '../ports/clock.ts';

/** What an application on the superserver reaches: globals, the journal that makes its updates durable, and whether this is the primary. */
export interface ApplicationWorld {
  readonly options: { readonly clock: Clock; readonly superserverPort: number };
  readonly globals: Globals;
  readonly journal: InstanceJournal;
  readonly processes: ProcessTable;
  /** Of the first mirror; null while none is activated. `failover`: null on an async. */
  readonly mirror: { readonly failover: object | null; readonly isPrimary: boolean; readonly isStopping: boolean } | null;
  /** False on a mirror member until it has become primary. */
  readonly clients: { readonly isOpen: boolean };
  note(severity: Severity, text: string): void;
}
