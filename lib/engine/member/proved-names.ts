import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { type CredentialsWorld, loadCredentials } from '../channel/mirror-credentials.ts';
import type { OwnMember } from './own-member.ts';

export interface ProvedNames {
  readonly self: string;
  /** null: the handshake failed. */
  readonly others: readonly { readonly entry: MemberEntry; readonly distinguishedName: string | null }[];
}

/**
 * This instance's own distinguished name, and those of the other members, on an async of the failover members, as a handshake with each
 * proves them within `timeoutMs`. Refuses with 735 when this instance has no TLS identity that works.
 */
export async function proveNames(
  instance: CredentialsWorld,
  member: Pick<OwnMember, 'async' | 'config' | 'credentials' | 'dialer' | 'membership' | 'self'>,
  timeoutMs: number,
): Promise<Outcome<ProvedNames>> {
  const credentials = member.credentials ?? (await loadCredentials(instance));
  if (!credentials) return refused('735', [member.self().name]);
  const others = member
    .config()
    .members.filter(({ guid, kind }) => guid !== member.membership.memberGuid && (member.async === null || kind === 'failover'));
  const names = await Promise.all(others.map((entry) => member.dialer.verify(entry, credentials, timeoutMs)));
  return accepted({
    self: credentials.distinguishedName,
    others: others.map((entry, index) => ({ entry, distinguishedName: names[index] ?? null })),
  });
}
