/** The certificate and key by which this instance proves to be a member. */
import { refused } from '../../contract/errors.ts';
import { loadTlsCredentials, type TlsCredentials } from '../link/secure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConfigStore } from '../store/config-store.ts';
import type { MessagesLog } from '../activity/messages-log.ts';

export interface CredentialsWorld {
  readonly store: Pick<ConfigStore, 'getTls'>;
  readonly clock: Clock;
  readonly log: Pick<MessagesLog, 'append'>;
}

/** The TLS identity of this instance; null when it has none that works, which is logged and shows as failed connections. */
export async function loadCredentials({ store, clock, log }: CredentialsWorld): Promise<TlsCredentials | null> {
  const files = await store.getTls('%MirrorServer');
  const loaded = files ? await loadTlsCredentials(files, clock.wallTime()) : refused('2067', ['%MirrorServer']);
  if (loaded.ok) return loaded.value;
  log.append({ severity: 2, event: 'Utility.Event', text: `The TLS configuration for mirroring cannot be used (#${loaded.refusal.code})` });
  return null;
}
