/**
 * Everything a page shows: the query tables of an instance and of the lab, with the shape of each answer.
 *
 * A view is computed from the running process at the moment it is asked for. Display words (`Primary`, `Caught up`…)
 * travel as codes; the page turns them into its language. Times are ISO strings in UTC unless a field says otherwise.
 */
import { z } from 'zod';
import { arbiterQueries } from './arbiter.ts';
import { backgroundTaskQueries } from './background-tasks.ts';
import { journalQueries } from './journals.ts';
import { databaseWizardQueries } from './database-wizard.ts';
import { backupQueries } from './backups.ts';
import { databaseQueries } from './databases.ts';
import { asyncMemberQueries } from './async-members.ts';
import { dejournalFilterQueries } from './dejournal-filter.ts';
import { failoverReasons, lackingSchema } from './failover.ts';
import { leavingQueries } from './leaving.ts';
import { newerJournalsQueries } from './newer-journals.ts';
import { promotionQueries } from './promotion.ts';
import { qosAdviceQueries } from './qos-advice.ts';
import { pendingNameQueries } from './pending-names.ts';
import { lostUpdateQueries } from './lost-updates.ts';
import { memberOffersSchema } from './member-orders.ts';
import { memberStatuses, progressSchema } from './member-status.ts';
import { mirrorHistoryQueries } from './mirror-history.ts';
import { mirrorTimelineQueries } from './mirror-timeline.ts';
import { processEndSchema } from './process-end.ts';
import { shownConfigSchema } from './mirror-config.ts';
import { memberKinds } from './choices.ts';
import { namespaceQueries } from './namespaces.ts';
import { sqlQueries } from './sql.ts';
import { topologyQueries } from './topology.ts';
import { tlsFilesSchema } from './commands.ts';
import { offeredSchema, refusalSchema } from './refusal.ts';
import { storyCodes } from './stories.ts';
import { journalDiskConditions, productVersions } from './units.ts';
import { writeProbeSchema } from './write-probe.ts';

export const mirroredDatabaseStatuses = [
  'normal',
  'dejournaling',
  'needs-catchup',
  'needs-activation',
  'needs-download',
  'downloading',
  'catchup-running',
  'dismounted',
  'dejournaling-stopped',
  'orphaned',
  'obsolete',
] as const;

const summarySchema = z.object({
  host: z.string(),
  instance: z.string(),
  version: z.string(),
  directory: z.string(),
  startedAt: z.string(),
  processId: z.int(),
  superserverPort: z.int(),
  journalFile: z.string(),
  mirrorServiceEnabled: z.boolean(),
  /** null when the instance is not a mirror member. */
  mirror: z
    .object({
      name: z.string(),
      memberName: z.string(),
      type: z.enum(['failover', 'disaster-recovery', 'read-only-reporting', 'read-write-reporting']),
      status: z.enum(memberStatuses),
    })
    .nullable(),
  /** All that it takes part in, in the order in which it joined them: several only on a reporting async, of which `mirror` is the first. */
  mirrors: z.array(z.object({ name: z.string(), status: z.enum(memberStatuses) })),
  /** A mirror that this instance has the configuration of but does not take part in; null in every other case. */
  inactiveMirror: z.object({ name: z.string(), removedByOther: z.boolean() }).nullable(),
  /** It has left a mirror in this run: it must be restarted before it creates or joins one. */
  restartRequired: z.boolean(),
  /** Menu entries of Mirror Settings: null = active, else the reason why grey. */
  menu: z.object({
    createMirror: offeredSchema,
    joinAsFailover: offeredSchema,
    joinAsAsync: offeredSchema,
    editMirror: offeredSchema,
    editAsync: offeredSchema,
  }),
});

const memberRowSchema = z.object({
  guid: z.string(),
  name: z.string(),
  type: z.enum(['failover', 'disaster-recovery', 'read-only-reporting', 'read-write-reporting']),
  status: z.enum(memberStatuses),
  journalTransfer: progressSchema,
  dejournaling: progressSchema,
  /** Asyncs: journal on the primary's disk that is not on theirs; null where that is not known or not asked. */
  behindBytes: z.number().nullable(),
  distinguishedName: z.string(),
  /** Of the mirror's databases, what it could not serve if it were primary. */
  lacking: lackingSchema,
});

/** `refused`: the arbiter answers, and does not take this member for one of its mirror (P594, P616, P617, P635). */
export const arbiterConnections = ['both', 'only-this', 'not-connected', 'refused'] as const;
/**
 * `text` is the sentence of messages.log; `story` the same as a code that the page words in its language, null for an event of an earlier
 * version.
 */
const timelineEntrySchema = z.object({
  at: z.string(),
  member: z.string(),
  text: z.string(),
  severity: z.int(),
  story: z.object({ code: z.enum(storyCodes), args: z.array(z.string()) }).nullable(),
});
/** What "Force this node to become the primary" tells the person beforehand (engine facts 4.13). */
const forceFactsSchema = z.object({
  /** What this member was the last time it was connected to another one or served. */
  lastStanding: z.enum(['primary', 'active-backup', 'not-active']),
  /** Time and file of its last journal data; null before the first. */
  journal: z.object({ time: z.string(), file: z.string() }).nullable(),
});
const mirrorMonitorSchema = z.object({
  mirrorName: z.string(),
  /** Of an async the page has other panels (portal facts 2.9). */
  thisKind: z.enum(memberKinds),
  thisMember: z.object({ guid: z.string(), name: z.string(), superserverAddress: z.string(), mirrorPrivateAddress: z.string() }),
  otherMember: z
    .object({ guid: z.string(), name: z.string(), superserverAddress: z.string(), mirrorPrivateAddress: z.string() })
    .nullable(),
  /** Of the product here, and on the other failover member; null while that is not connected. */
  version: z.string(),
  otherVersion: z.string().nullable(),
  /** False: whoever reaches its ports passes for a member. */
  useTls: z.boolean(),
  /** False with SSL/TLS: this member has no configuration for it that can be used, and so reaches nobody. */
  hasCredentials: z.boolean(),
  arbiter: z.object({
    address: z.string().nullable(),
    mode: z.enum(['arbiter-controlled', 'agent-controlled']),
    connection: z.enum(arbiterConnections),
  }),
  role: z.enum(memberStatuses),
  /** Name of the primary on which a person has to authorize this member; null: it waits for nobody. */
  awaitsAuthorizationOn: z.string().nullable(),
  noFailover: z.boolean(),
  members: z.array(memberRowSchema),
  /** null on a failover member. */
  dejournaling: z.object({ isRunning: z.boolean(), processId: z.int() }).nullable(),
  /** null on a primary. `intervalMs` 0 until the first interval has passed. */
  incomingRate: z.object({ networkBytesPerSecond: z.number(), journalBytesPerSecond: z.number(), intervalMs: z.number() }).nullable(),
  missingDatabases: z.array(z.string()),
  /** This version of the product downloads mirrored databases from other members. */
  downloads: z.boolean(),
  databases: z.array(
    z.object({
      /** Mirror database name; `localName` is what commands name it by. */
      name: z.string(),
      localName: z.string(),
      directory: z.string(),
      status: z.enum(mirroredDatabaseStatuses),
      /** null = N/A. `time` null = Current. */
      nextRecord: z.object({ time: z.string().nullable(), file: z.string(), offset: z.number() }).nullable(),
      actions: z.object({
        mount: offeredSchema,
        activate: offeredSchema,
        catchUp: offeredSchema,
        download: offeredSchema,
        remove: offeredSchema,
      }),
    }),
  ),
  /** "Would it fail over now?": the verdict of the engine's own rule and the reason, as a code the page words. */
  failover: z.object({
    ready: z.boolean(),
    reason: z.enum(failoverReasons),
    args: z.array(z.string()),
    /** Yes, but these would not be served. */ lacking: lackingSchema,
  }),
  /** What this member told itself, newest first, at most 50: how its promotion goes. What all told is the timeline of the mirror. */
  timeline: z.array(timelineEntrySchema),
  forceFacts: forceFactsSchema,
  /** Its databases hold what the mirror's history does not: it must be rebuilt. */
  inconsistent: z.boolean(),
  offers: memberOffersSchema,
  /** A promoted member chooses the card that will carry it. */
  virtualIp: z.string().nullable(),
});

const networkInterfaceSchema = z.object({
  name: z.string(),
  plugged: z.boolean(),
  addresses: z.array(z.object({ address: z.string(), prefixLength: z.int() })),
});
export type NetworkInterface = z.infer<typeof networkInterfaceSchema>;

/** What the forms Create Mirror and Join start with. */
const formDefaultsSchema = z.object({
  memberName: z.string(),
  superserverAddress: z.string(),
  mirrorPrivateAddress: z.string(),
  agentAddress: z.string(),
  agentPort: z.int(),
  qosTimeoutMs: z.int(),
  interfaces: z.array(networkInterfaceSchema),
  tls: z.object({ files: tlsFilesSchema, /** A password is stored (never sent). */ hasPassword: z.boolean() }).nullable(),
  distinguishedName: z.string(),
  /** Certificate and key files that lie in the instance's directory, for the Browse list. */
  certificateFiles: z.array(z.string()),
});

const mirrorDescriptionSchema = z.object({
  name: z.string(),
  useTls: z.boolean(),
  arbiter: z.object({ address: z.string(), port: z.int() }).nullable(),
  virtualIp: z.object({ address: z.string(), prefixLength: z.int() }).nullable(),
  qosTimeoutMs: z.int(),
  primaryName: z.string(),
  failoverMemberCount: z.int(),
  memberCount: z.int(),
});

const mirrorEditSchema = z.object({
  config: shownConfigSchema,
  thisMemberGuid: z.string(),
  isPrimary: z.boolean(),
  networkInterface: z.string().nullable(),
  interfaces: z.array(networkInterfaceSchema),
  pendingMembers: z.array(
    z.object({
      guid: z.string(),
      name: z.string(),
      kind: z.enum(memberKinds),
      distinguishedName: z.string(),
      superserverAddress: z.string(),
      requestedAt: z.string(),
    }),
  ),
  /**
   * For each member: null when its network addresses can be changed here. On a member that finds no primary: those of the failover members,
   * for this member alone.
   */
  editAddresses: z.array(z.object({ guid: z.string(), offer: offeredSchema })),
  /** True when this instance has its TLS configuration. */
  hasTls: z.boolean(),
  actions: z.object({ save: offeredSchema, authorize: offeredSchema, verifyTls: offeredSchema }),
});

const databaseRowSchema = z.object({
  name: z.string(),
  /** Mirror name, or ''. */
  mirror: z.string(),
  mirrorDatabaseName: z.string(),
  directory: z.string(),
  sizeMb: z.number(),
  status: z.enum(['mounted-rw', 'mounted-r', 'dismounted']),
  resource: z.string(),
  encrypted: z.boolean(),
  journal: z.boolean(),
  isSystem: z.boolean(),
  /** 0: unlimited. */
  maximumSizeMb: z.number(),
  actions: z.object({
    mount: offeredSchema,
    dismount: offeredSchema,
    delete: offeredSchema,
    addToMirror: offeredSchema,
    removeFromMirror: offeredSchema,
    compact: offeredSchema,
    integrityCheck: offeredSchema,
  }),
});

const globalNodeSchema = z.object({ reference: z.string(), value: z.string().nullable(), hasChildren: z.boolean() });

/** Each row: what the query is asked with, and what it answers. */
export const instanceQueries = {
  ...backgroundTaskQueries,
  ...journalQueries,
  ...databaseWizardQueries,
  ...namespaceQueries,
  ...sqlQueries,
  ...backupQueries,
  ...databaseQueries,
  ...asyncMemberQueries,
  ...dejournalFilterQueries,
  ...leavingQueries,
  ...newerJournalsQueries,
  ...lostUpdateQueries,
  ...promotionQueries,
  ...pendingNameQueries,
  ...mirrorHistoryQueries,
  ...qosAdviceQueries,
  ...mirrorTimelineQueries,
  ...topologyQueries,
  summary: { input: z.object({}), output: summarySchema },
  /** `mirrorName`: of a reporting async in several mirrors, which (2002 when it is missing, 2051 for one that is not among them). */
  'mirror-monitor': { input: z.object({ mirrorName: z.string().optional() }), output: mirrorMonitorSchema },
  'form-defaults': { input: z.object({}), output: formDefaultsSchema },
  /** Join, step 1: asks the other system's agent for the mirror. Refuses with 2086, 2083, 2051, 2118… */
  'mirror-description': {
    input: z.object({ mirrorName: z.string(), agentAddress: z.string(), agentPort: z.int(), instanceName: z.string() }),
    output: mirrorDescriptionSchema,
  },
  /** `mirrorName`: of a reporting async in several mirrors, which. */
  'mirror-edit': { input: z.object({ mirrorName: z.string().optional() }), output: mirrorEditSchema },
  /** Of an async with the failover members only. `mirrorName`: of one in several mirrors, which (2002, 2051). */
  'verify-tls': {
    input: z.object({ mirrorName: z.string().optional() }),
    output: z.object({
      members: z.array(
        z.object({
          name: z.string(),
          /** As its certificate says; '' when it could not be verified. */ distinguishedName: z.string(),
          problem: refusalSchema.nullable(),
        }),
      ),
    }),
  },
  databases: {
    input: z.object({}),
    output: z.object({
      mirrorName: z.string().nullable(),
      databases: z.array(databaseRowSchema),
      /** null: Add to Mirror is offered. */ addToMirror: offeredSchema,
      defaultParentDirectory: z.string(),
    }),
  },
  'global-list': {
    input: z.object({ database: z.string() }),
    output: z.object({ globals: z.array(z.object({ name: z.string() })), writable: offeredSchema }),
  },
  /** Nodes of the subtree at `reference` (inclusive) in collation order, after the reference `after`: at most `limit`, and a megabyte. */
  'global-nodes': {
    input: z.object({ database: z.string(), reference: z.string(), after: z.string().nullable(), limit: z.int().min(1).max(500) }),
    output: z.object({ nodes: z.array(globalNodeSchema), more: z.boolean() }),
  },
  processes: {
    input: z.object({}),
    output: z.object({
      processes: z.array(
        z.object({
          job: z.int(),
          processId: z.int(),
          user: z.string(),
          device: z.string(),
          namespace: z.string(),
          routine: z.string(),
          commands: z.number(),
          globals: z.number(),
          state: z.string(),
          clientAddress: z.string(),
        }),
      ),
    }),
  },
  'messages-log': {
    input: z.object({ limit: z.int().min(1).max(5000) }),
    output: z.object({
      path: z.string(),
      lines: z.array(z.object({ at: z.string(), pid: z.int(), severity: z.int(), event: z.string(), text: z.string() })),
      truncated: z.boolean(),
    }),
  },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type InstanceQueryKind = keyof typeof instanceQueries;
export type InstanceQueryInput<K extends InstanceQueryKind> = z.infer<(typeof instanceQueries)[K]['input']>;
export type InstanceView<K extends InstanceQueryKind> = z.infer<(typeof instanceQueries)[K]['output']>;

/** `memberName`, `memberKind` null: its own word of the mirror is of an earlier version. */
const membershipSchema = z.object({
  mirrorGuid: z.string(),
  mirrorName: z.string(),
  memberGuid: z.string(),
  memberName: z.string().nullable(),
  memberKind: z.enum(memberKinds).nullable(),
  /** At which it looks for the arbiter; null: the mirror has none. */
  arbiterAddress: z.string().nullable(),
});
export type Membership = z.infer<typeof membershipSchema>;

const labHostSchema = z.object({
  name: z.string(),
  power: z.enum(['on', 'off']),
  /** e.g. "failover member", "arbiter", "spare". */
  purpose: z.string(),
  cards: z.array(networkInterfaceSchema.extend({ network: z.string() })),
  agent: z.object({
    installed: z.boolean(),
    running: z.boolean(),
    enabled: z.boolean(),
    version: z.string(),
    port: z.int(),
    processId: z.int().nullable(),
  }),
  openPorts: z.array(z.int()),
  /** Files that a person may look for: certificates and keys. */
  certificateFiles: z.array(z.string()),
  instances: z.array(
    z.object({
      name: z.string(),
      /** Of the product that is installed. */
      version: z.enum(productVersions),
      state: z.enum(['down', 'starting', 'running', 'paused', 'stopping']),
      processId: z.int().nullable(),
      directory: z.string(),
      /** Where the portal reaches it; a path on this machine. */
      controlPath: z.string(),
      /** Last known, from the process itself; null when it does not answer. */
      mirror: z.object({ name: z.string(), memberName: z.string(), status: z.enum(memberStatuses) }).nullable(),
      /** The mirrors that it belongs to, by what it has written down for the agent of its host: known while it does not run, too. */
      memberships: z.array(membershipSchema),
      /** How it ended last; null while it runs, and before it did. */
      lastExit: processEndSchema.nullable(),
      journalDisk: z.enum(journalDiskConditions),
    }),
  ),
});

const workloadSchema = z.object({
  state: z.enum(['stopped', 'running']),
  address: z.string(),
  port: z.int(),
  database: z.string(),
  ratePerSecond: z.int(),
  clients: z.int(),
  sent: z.int(),
  acknowledged: z.int(),
  /** Sent, and the connection broke before an answer: kept or not, nobody was told that it was. */
  unknown: z.int(),
  /** Acknowledged but not found when read back: must stay 0. */
  lost: z.int(),
  /** Longest time between two acknowledgements since the start. */
  longestGapMs: z.number(),
  /** Acknowledged in the last second. */
  currentRate: z.number(),
  medianLatencyMs: z.number(),
  lastError: z.string().nullable(),
});

/** One live connection through the fabric, as drawn on the picture. */
const flowSchema = z.object({
  from: z.string(),
  to: z.string(),
  address: z.string(),
  port: z.int(),
  count: z.int(),
  bytesPerSecond: z.number(),
  blocked: z.boolean(),
});

export const labQueries = {
  ...arbiterQueries,
  lab: {
    input: z.object({}),
    output: z.object({
      hosts: z.array(labHostSchema),
      networks: z.array(z.object({ name: z.string(), subnet: z.string() })),
      /** One-way: what goes from one host to the other is swallowed. */ cuts: z.array(z.object({ from: z.string(), to: z.string() })),
      flows: z.array(flowSchema),
      workload: workloadSchema,
      /** null: it is off. */ writeProbe: writeProbeSchema,
    }),
  },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
export type LabView = z.infer<(typeof labQueries)['lab']['output']>;
export type LabHost = LabView['hosts'][number];
