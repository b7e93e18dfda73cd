/**
 * What a backup says of its own taking over, beside its journal: which databases it could not serve, and what of the world it would need.
 *
 * Only the backup can know it, so it tells the primary with its progress, and both monitors say the same. For people to see; no rule reads
 * it.
 */
import type { ConfigurationVersion } from '../../contract/mirror-config.ts';
import type { Lacking } from '../../contract/failover.ts';

export interface Outlook {
  /** Of the mirror's configuration that this is said of: another one may list other databases. */
  readonly configurationVersion: ConfigurationVersion;
  readonly lacking: Lacking;
  /**
   * Why nothing is applied any more, naming file and offset; null while it goes on. A takeover applies all first, and would fail on the
   * same.
   */
  readonly dejournalingFailure: string | null;
  /** A mirrored database that must be mounted at startup and could not be served: without it there is no takeover (engine facts 4.1). */
  readonly requiredDatabase: string | null;
  /**
   * `waived`: promoted where no card is on its subnet, so it is not taken. `no-card`: it would have to be taken and no card is configured
   * (engine facts 5).
   */
  readonly virtualIp: 'none' | 'waived' | 'no-card' | 'card';
  /** Of the primary's ISCAgent, asked within the last seconds; `not-asked`: no answer or silence yet. */
  readonly primaryAgent: 'not-asked' | 'answers' | 'silent';
  /**
   * How long it would take to serve, ms: what is not applied yet at the fastest pace that was seen, and the steps of the last takeover that
   * was measured. null: one of both is not known yet. Missing from a member that does not say.
   */
  readonly readyMs?: number | null;
}
