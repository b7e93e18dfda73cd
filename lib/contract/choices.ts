/** What a person can choose from where a choice has a name: pages offer these lists, and the parsers accept nothing else. */

export const memberKinds = ['failover', 'disaster-recovery', 'read-only-reporting', 'read-write-reporting'] as const;
export const asyncKinds = [
  'disaster-recovery',
  'read-only-reporting',
  'read-write-reporting',
] as const satisfies readonly (typeof memberKinds)[number][];

export const compressionModes = ['system-selected', 'uncompressed', 'compressed'] as const;
export const compressionTypes = ['zlib', 'zstd', 'lz4'] as const;
export const parallelDejournalingModes = ['failover-and-dr', 'failover', 'all'] as const;

export const tlsProtocols = ['TLSv1.2', 'TLSv1.3'] as const;

/** The vendor's word for a promoted member that has no card on the subnet of the virtual IP: it becomes primary without it. */
export const NO_MATCHED_SUBNET = 'NoMatchedSubnet';

export const mappingKinds = ['global', 'routine', 'package'] as const;
export type MappingKind = (typeof mappingKinds)[number];

/** The names that the journal dump prints (engine facts 6.3). */
export const journalRecordTypes = ['Set', 'KillNode', 'ZKill', 'BeginTrans', 'CommitTrans', 'Rollback', 'JrnMark', 'Directory'] as const;

/** What an update does to a node. `kill`: with its descendants; `kill-node`: alone. */
export const updateTypes = ['set', 'kill', 'kill-node'] as const;
