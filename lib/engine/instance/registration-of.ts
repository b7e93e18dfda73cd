import { NO_MATCHED_SUBNET } from '../../contract/choices.ts';
import type { MirrorRegistration } from '../agent/protocol.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { sealPassword } from '../ports/sealed-password.ts';
import type { StoredTls } from '../store/config-store.ts';

/** What the agent of this host is told of a member. `files`: of its TLS configuration, whose password travels sealed. */
export function registrationOf(
  member: MirrorMember,
  { files, directory, journalDirectory }: { files: StoredTls | null; directory: string; journalDirectory: string },
): MirrorRegistration {
  const config = member.config();
  const { memberGuid, networkInterface: card } = member.membership;
  return {
    name: config.name,
    guid: config.guid,
    memberGuid,
    useTls: config.useTls,
    journalDirectory,
    authorizedDistinguishedNames: config.members.map(({ distinguishedName }) => distinguishedName),
    tls: config.useTls && files ? { ...files, privateKeyPassword: sealPassword(directory, files.privateKeyPassword) } : null,
    config,
    virtualIp: config.virtualIp && card !== null && card !== NO_MATCHED_SUBNET ? { ...config.virtualIp, card } : null,
  };
}
