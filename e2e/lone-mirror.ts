import type { InstanceCommand } from '../lib/contract/commands.ts';

/** Creates a mirror of one member, without SSL/TLS, arbiter and virtual IP. */
export function loneMirror(
  mirrorName: string,
  { memberName, publicAddress, privateAddress }: { memberName: string; publicAddress: string; privateAddress: string },
): InstanceCommand<'create-mirror'> {
  const compression = { mode: 'system-selected', type: 'zlib' } as const;
  return {
    kind: 'create-mirror',
    mirrorName,
    useTls: false,
    arbiter: null,
    virtualIp: null,
    networkInterface: null,
    qosTimeoutMs: 8000,
    compressionForFailover: compression,
    compressionForAsync: compression,
    parallelDejournaling: 'failover-and-dr',
    memberName,
    superserverAddress: publicAddress,
    agentPort: 2188,
    mirrorPrivateAddress: privateAddress,
    agentAddress: publicAddress,
  };
}
