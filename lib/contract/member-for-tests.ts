import type { MirrorMember } from './mirror-config.ts';

/** A member of a mirror, all of whose addresses are one. */
export const memberForTests = (
  guid: string,
  kind: MirrorMember['kind'],
  { name = guid, address = '10.0.0.1' }: { readonly name?: string; readonly address?: string } = {},
): MirrorMember => ({
  guid,
  name,
  kind,
  instanceName: 'IRIS',
  instanceDirectory: '/iris',
  agentAddress: address,
  agentPort: 2188,
  mirrorPrivateAddress: address,
  superserverAddress: address,
  superserverPort: 1972,
  distinguishedName: '',
});
