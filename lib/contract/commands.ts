/**
 * The command table of an instance: the one door for changes.
 *
 * Each row says what the command carries. The engine's handlers are a table over the same keys, so a command without
 * a handler does not compile. Every command answers `Outcome<Result>`; a refusal names the form field to mark.
 * `expectedVersion` is the mirror configuration version that the person looked at (P103 when it has moved on).
 */
import { z } from 'zod';
import { backgroundTaskCommands } from './background-tasks.ts';
import { journalCommands } from './journals.ts';
import { backupCommands, backupLabCommands } from './backups.ts';
import { downloadCommands } from './download.ts';
import { databaseCommands } from './databases.ts';
import { asyncMemberCommands } from './async-members.ts';
import { dejournalFilterCommands } from './dejournal-filter.ts';
import { leavingCommands } from './leaving.ts';
import { lostUpdateCommands } from './lost-updates.ts';
import { mirrorTimelineCommands } from './mirror-timeline.ts';
import { memberOrders } from './member-orders.ts';
import { promotionCommands, promotionLabCommands } from './promotion.ts';
import { pendingNameCommands } from './pending-names.ts';
import { namespaceCommands } from './namespaces.ts';
import { sqlCommands } from './sql.ts';
import { agentVersions, journalDiskConditions, productVersions, QOS_TIMEOUT_MS_MAX } from './units.ts';
import { refusalSchema } from './refusal.ts';
import { writeProbeCommands } from './write-probe.ts';
import { addressSchema, compressionSchema, configurationVersionSchema, virtualIpSchema } from './mirror-config.ts';
import { parallelDejournalingModes, tlsProtocols } from './choices.ts';

const port = z.int().min(1).max(65535);
/** `null` leaves the stored password as it is ("Leave as is"); '' clears it. */
export const tlsFilesSchema = z.object({
  caFile: z.string(),
  /** Certificates that the authority has revoked; missing or '': nobody asks. */
  crlFile: z.string().optional(),
  certificateFile: z.string(),
  privateKeyFile: z.string(),
  privateKeyPassword: z.string().nullable(),
  minimumProtocol: z.enum(tlsProtocols),
  maximumProtocol: z.enum(tlsProtocols),
});
export type TlsFiles = z.infer<typeof tlsFilesSchema>;

const mirrorSettings = {
  useTls: z.boolean(),
  arbiter: addressSchema.nullable(),
  virtualIp: virtualIpSchema.nullable(),
  networkInterface: z.string().nullable(),
  qosTimeoutMs: z.int().min(0).max(QOS_TIMEOUT_MS_MAX),
  compressionForFailover: compressionSchema,
  compressionForAsync: compressionSchema,
  parallelDejournaling: z.enum(parallelDejournalingModes),
  /** Missing: as it is. A new mirror takes over. */
  observeOnly: z.boolean().optional(),
};
const memberSettings = {
  memberName: z.string(),
  superserverAddress: z.string().min(1),
  agentPort: port,
  mirrorPrivateAddress: z.string(),
  agentAddress: z.string(),
};

/** A command without fields is inferred as "no key may exist"; without that index signature it can carry its kind. */
type Body<Fields> = { [Field in keyof Fields as string extends Field ? never : Field]: Fields[Field] };

export const instanceCommands = {
  ...backgroundTaskCommands,
  ...journalCommands,
  ...namespaceCommands,
  ...sqlCommands,
  ...backupCommands,
  ...databaseCommands,
  ...downloadCommands,
  ...asyncMemberCommands,
  ...dejournalFilterCommands,
  ...leavingCommands,
  ...lostUpdateCommands,
  ...promotionCommands,
  ...memberOrders,
  ...pendingNameCommands,
  ...mirrorTimelineCommands,
  'enable-mirror-service': z.object({ enabled: z.boolean() }),
  'save-tls': tlsFilesSchema,
  'create-mirror': z.object({ mirrorName: z.string(), ...mirrorSettings, ...memberSettings }),
  'join-as-failover': z.object({
    mirrorName: z.string(),
    other: z.object({ agentAddress: z.string().min(1), agentPort: port, instanceName: z.string().min(1) }),
    networkInterface: z.string().nullable(),
    ...memberSettings,
  }),
  'authorize-members': z.object({ guids: z.array(z.string()).min(1) }),
  'reject-members': z.object({ guids: z.array(z.string()).min(1) }),
  'edit-mirror': z.object({ expectedVersion: configurationVersionSchema, ...mirrorSettings }),
  'edit-member-addresses': z.object({
    expectedVersion: configurationVersionSchema,
    guid: z.string(),
    superserverAddress: z.string().min(1),
    mirrorPrivateAddress: z.string().min(1),
    agentAddress: z.string().min(1),
    agentPort: port,
  }),
  'create-database': z.object({
    name: z.string(),
    directory: z.string(),
    journal: z.boolean(),
    /** The mirror database name, or null for a database that is not mirrored. */
    mirrorDatabaseName: z.string().nullable(),
    /** On a reporting async in several mirrors: in which of them (2002, 2051). */
    mirrorName: z.string().optional(),
    /** It may grow to this; 0 or missing: unlimited. */
    maximumSizeMb: z.int().min(0).optional(),
    /** Missing: %DB_%DEFAULT. */
    resource: z.string().optional(),
    /**
     * The directory holds an IRIS.DAT, and it is this database: a copy of a mirrored one needs activation. Refused with P104 when there is
     * none.
     */
    useExistingFile: z.boolean().optional(),
  }),
  /** From five databases on always in the background. Answers `DatabasesDone`. */
  'add-databases-to-mirror': z.object({
    databases: z.array(z.object({ name: z.string(), mirrorDatabaseName: z.string() })).min(1),
    inBackground: z.boolean().optional(),
  }),
  'set-node': z.object({ database: z.string(), reference: z.string(), value: z.string() }),
  'kill-node': z.object({ database: z.string(), reference: z.string() }),
  'delete-leftover-mirror-journals': z.object({ mirrorName: z.string() }),
} satisfies Record<string, z.ZodObject>;

export type InstanceCommandKind = keyof typeof instanceCommands;
export type InstanceCommand<Kind extends InstanceCommandKind = InstanceCommandKind> = {
  [K in Kind]: { kind: K } & Body<z.infer<(typeof instanceCommands)[K]>>;
}[Kind];

/**
 * What `edit-member-addresses` answers. `unproved`: why an address could not be tried, since the member is down or cannot be reached now;
 * null when each leads to it.
 */
export const editedAddressesSchema = z.object({ unproved: refusalSchema.nullable() });
export type EditedAddresses = z.infer<typeof editedAddressesSchema>;

/** The commands of the lab: everything a person would do at the hosts with their hands. */
export const labCommands = {
  ...backupLabCommands,
  ...promotionLabCommands,
  /** Also replaces an installed agent by another version, which is then stopped: an agent older than the instance is refused with #2136. */
  'install-agent': z.object({ host: z.string(), version: z.enum(agentVersions) }),
  'start-agent': z.object({ host: z.string() }),
  'stop-agent': z.object({ host: z.string() }),
  /** Starts the agent at every boot of the host from now on (systemctl enable), or no more. */
  'enable-agent': z.object({ host: z.string(), enabled: z.boolean() }),
  'start-instance': z.object({ host: z.string(), instance: z.string() }),
  /** `failover` false: iris stop … nofailover. */
  'stop-instance': z.object({ host: z.string(), instance: z.string(), failover: z.boolean().optional() }),
  'restart-instance': z.object({ host: z.string(), instance: z.string() }),
  /** kill -9 of the process. */
  'kill-instance': z.object({ host: z.string(), instance: z.string() }),
  /**
   * Installs a newer version of the product over a stopped instance. Refuses an older one (P400), and while the host's ISCAgent is older
   * (#2136).
   */
  'upgrade-instance': z.object({ host: z.string(), instance: z.string(), version: z.enum(productVersions) }),
  /** SIGSTOP: the process hangs, its sockets stay open. */
  'pause-instance': z.object({ host: z.string(), instance: z.string() }),
  'resume-instance': z.object({ host: z.string(), instance: z.string() }),
  /** What happens to the writes of this instance's journal from now on, restarts included: see `journalDiskConditions`. */
  'set-journal-disk': z.object({ host: z.string(), instance: z.string(), condition: z.enum(journalDiskConditions) }),
  /**
   * Swallows everything that goes from one host to the other, over whichever card; the way back stays unless `bothWays`. `cut: false` mends
   * it. A restart of the lab mends everything.
   */
  'cut-path': z.object({ from: z.string(), to: z.string(), bothWays: z.boolean(), cut: z.boolean() }),
  'plug-card': z.object({ host: z.string(), card: z.string(), plugged: z.boolean() }),
  'open-port': z.object({ host: z.string(), port, open: z.boolean() }),
  /** One more host like serverd, with an instance, the next name and the next addresses. Answers `{ host }`. */
  'add-host': z.object({}),
  /**
   * Lays another certificate and key, with another distinguished name, beside those that the host has. Answers `{ certificateFiles }`, one
   * for each instance, `{ distinguishedName }`.
   */
  'issue-certificate': z.object({ host: z.string() }),
  /** Kills everything on the host at once and silently: no connection is closed, as when the power fails. */
  'power-off-host': z.object({ host: z.string() }),
  'power-on-host': z.object({ host: z.string() }),
  'start-workload': z.object({
    /** Where the client connects: normally the virtual IP. */
    address: z.string(),
    port,
    database: z.string(),
    ratePerSecond: z.int().min(1).max(20_000),
    clients: z.int().min(1).max(64),
  }),
  'stop-workload': z.object({}),
  ...writeProbeCommands,
} satisfies Record<string, z.ZodObject>;

export type LabCommandKind = keyof typeof labCommands;
export type LabCommand<Kind extends LabCommandKind = LabCommandKind> = {
  [K in Kind]: { kind: K } & Body<z.infer<(typeof labCommands)[K]>>;
}[Kind];
