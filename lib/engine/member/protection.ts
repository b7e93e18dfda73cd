import type { OwnMember } from './own-member.ts';

/** TLS was turned on or off: once every member has heard of it, all connections begin anew. */
export async function changeProtection(
  member: Pick<OwnMember, 'config' | 'configurationHeard' | 'reloadCredentials' | 'restartConnections' | 'tell'>,
): Promise<void> {
  await member.reloadCredentials();
  await member.configurationHeard();
  member.tell(1, member.config().useTls ? 'tls-turned-on' : 'tls-turned-off');
  member.restartConnections('SSL/TLS was turned on or off');
}
