/** The certificate and key by which this instance proves to be a member. */
import { refused } from '../../contract/errors.ts';
import { loadTlsCredentials, type TlsCredentials } from '../link/secure.ts';
import type { Instance } from './instance.ts';

/** The TLS identity of this instance; null when it has none that works, which is logged and shows as failed connections. */
export async function loadCredentials(instance: Instance): Promise<TlsCredentials | null> {
  const files = await instance.store.getTls('%MirrorServer');
  const loaded = files ? await loadTlsCredentials(files, instance.clock.wallTime()) : refused('2067', ['%MirrorServer']);
  if (loaded.ok) return loaded.value;
  instance.log.append({ severity: 2, event: 'Utility.Event', text: `The TLS configuration for mirroring cannot be used (#${loaded.refusal.code})` });
  return null;
}
