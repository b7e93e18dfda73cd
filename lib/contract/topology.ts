/**
 * The mirror as one member sees it, for a picture: who belongs to it, what connects them, who decides, and who holds the virtual IP.
 *
 * Everything is read off the running process that is asked. What it does not know is null and is drawn as not known, never as zero. Ages
 * and durations are milliseconds, measured by the clock of that process.
 */
import { z } from 'zod';
import { memberStatuses } from './member-status.ts';
import { memberKinds } from './choices.ts';

/**
 * What is known of a member beyond its status, from the ISCAgent of its host. `dead`: its process is gone. `hung`: the process is there and
 * does not answer. `stopped`: mirroring was stopped there. `out-of-reach`: neither it nor its agent answers. `alive`: it is heard.
 */
export const memberConditions = ['alive', 'stopped', 'dead', 'hung', 'out-of-reach'] as const;
export type MemberCondition = (typeof memberConditions)[number];

const topologyMemberSchema = z.object({
  guid: z.string(),
  name: z.string(),
  kind: z.enum(memberKinds),
  /** The member that was asked. */
  isSelf: z.boolean(),
  status: z.enum(memberStatuses),
  /** null where nobody here can tell. */
  condition: z.enum(memberConditions).nullable(),
  /** Of a backup: the primary waits for it. null of everybody else, and where it is not known. */
  isActive: z.boolean().nullable(),
  /** The last term that it knows. */
  term: z.number().nullable(),
  /** How far its mirror journal reaches: number of the file, and bytes from its start. */
  journal: z.object({ fileCount: z.number(), offset: z.number() }).nullable(),
  /** What the primary last told it to be. */
  told: z.enum(memberStatuses).nullable(),
  /** What it last said that it is, and how long ago the last word of it was heard. */
  says: z.object({ status: z.enum(memberStatuses), ageMs: z.number() }).nullable(),
  /** How far it is behind the primary, in time and in journal that is not on its disk. null on a primary. */
  lagMs: z.number().nullable(),
  lagBytes: z.number().nullable(),
  /**
   * What would be lost at most if it were forced to lead now; null for the primary, and for members that cannot lead. `records` and `ms`
   * (age of the oldest update that it lacks) null: not known. `unheardMs`: for so long nobody here knows what was written elsewhere; null:
   * it is known.
   */
  atMostLost: z.object({ records: z.int().min(0).nullable(), ms: z.number().nullable(), unheardMs: z.number().nullable() }).nullable(),
  /** How long until it could serve, as it estimates it from what it measured; null where that is not known. */
  readyMs: z.number().nullable(),
  /** When it was last heard, where it is not connected. */
  lastHeardAgoMs: z.number().nullable(),
});
export type TopologyMember = z.infer<typeof topologyMemberSchema>;

/**
 * `connected`: both ways. `idle`: both ways, and nothing but signs of life passes. `refused`: somebody answers there, and lets nobody in.
 * `one-way`: words of one end arrive, and it does not hear the other. `silent`: nobody answers.
 */
export const connectionStates = ['connected', 'idle', 'refused', 'one-way', 'silent'] as const;

const connectionSchema = z.object({
  /**
   * `journal`: the data channel, from the primary to who follows it. `agent`: from a member to the ISCAgent of another's host. `arbiter`:
   * from a member to the arbiter.
   */
  kind: z.enum(['journal', 'agent', 'arbiter']),
  from: z.string(),
  to: z.string(),
  state: z.enum(connectionStates),
  /** Of `one-way`: the end from which nothing arrives at the other. */
  unheard: z.string().nullable(),
  /** How long ago the last word came over it, at either end. */
  lastWordAgoMs: z.number().nullable(),
  roundTripMs: z.number().nullable(),
  /** Protocol version, e.g. "TLSv1.3"; `none`: it is not encrypted. */
  tls: z.string().nullable(),
  /** How journal is packed on it, and bytes of journal for each byte sent, since it was opened. */
  compression: z.enum(['none', 'zlib', 'zstd', 'lz4']).nullable(),
  ratio: z.number().nullable(),
  /** On the network, in the direction of the journal, over the latest second. */
  bytesPerSecond: z.number().nullable(),
});
export type TopologyConnection = z.infer<typeof connectionSchema>;

export const topologySchema = z.object({
  mirrorName: z.string(),
  /** Silence of this length counts as a loss; from the Quality of Service timeout. */
  waitMs: z.number(),
  members: z.array(topologyMemberSchema),
  /** null: the mirror has none. */
  arbiter: z
    .object({
      address: z.string(),
      mode: z.enum(['arbiter-controlled', 'agent-controlled']).nullable(),
      /** Of each failover member; null: nobody here knows. */
      sees: z.array(z.object({ guid: z.string(), isSeen: z.boolean().nullable() })),
    })
    .nullable(),
  /** null: the mirror has none. `holder`: GUID of the primary that has it on its card, `nobody`, or null where that is not known. */
  virtualIp: z.object({ address: z.string(), holder: z.string().nullable() }).nullable(),
  connections: z.array(connectionSchema),
});
export type Topology = z.infer<typeof topologySchema>;

export const topologyQueries = {
  /** `mirrorName`: of a reporting async in several mirrors, which (2002 when it is missing, 2051 for one that is not among them). */
  'mirror-topology': { input: z.object({ mirrorName: z.string().optional() }), output: topologySchema },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
