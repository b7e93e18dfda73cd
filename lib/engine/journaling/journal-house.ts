import type { Globals } from '../database/globals.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { MirrorHistory } from './mirror-history.ts';

/** What the journal asks of the instance that it belongs to. Nothing is asked while it is being opened. */
export interface JournalHouse {
  /** Where committed records are applied: the globals, and the databases that are mounted now. */
  globals(): Globals;
  mounted(): Iterable<MountedDatabase>;
  /** Whether it must freeze while it cannot be written, whatever its settings say. */
  mustFreeze(): boolean;
  /**
   * The history that this instance writes as primary, and whose it is; `mirror` is null with several mirrors, or none: no term begins then.
   * Never another one while it is primary.
   */
  led(): { readonly history: MirrorHistory; readonly mirror: { readonly guid: string; readonly name: string } | null };
  /** Where the oldest transaction begins that a new term finds open in that history; null: none is. */
  oldestOpenTransaction(): JournalPosition | null;
  /** Another journal file has begun, written here or received, and its header is on the disk: those before it may be let go. */
  fileBegun(): void;
}
