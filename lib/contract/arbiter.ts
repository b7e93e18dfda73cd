/**
 * What the ISCAgent of a host says of its work as arbiter: whose arbiter it is, who is connected, what it has decided. The arbiter keeps
 * all of it in memory: it begins anew with each start of the agent. It knows mirrors and members by their GUIDs only. Times are ISO strings
 * in UTC by the clock of the agent.
 */
import { z } from 'zod';

/**
 * What happened at the arbiter: a member has come, has gone, was not let in; and what the arbiter has told a member. `drop-active`: that
 * the primary wants to go on without it. The others are its verdicts.
 */
export const arbiterEventKinds = [
  'connected',
  'ended',
  'refused',
  'takeover-granted',
  'takeover-refused',
  'continue-granted',
  'continue-refused',
  'drop-active',
] as const;
export type ArbiterEventKind = (typeof arbiterEventKinds)[number];

const arbiterEventSchema = z.object({
  /** Of the first, when the same has happened several times in a row. */
  at: z.string(),
  times: z.int().positive(),
  kind: z.enum(arbiterEventKinds),
  mirrorGuid: z.string(),
  memberGuid: z.string(),
  /** From which it came. */
  address: z.string(),
});
export type ArbiterEvent = z.infer<typeof arbiterEventSchema>;
/** The newest that are kept. */
export const ARBITER_EVENTS_MAX = 100;

/**
 * Of the present arrangement of a mirror: whether the arbiter is still free to decide. `takeover`: the backup may take over, so the former
 * primary may not go on. `continue`: the primary may go on alone, so the backup may not take over.
 */
export const arbiterVerdicts = ['open', 'takeover', 'continue'] as const;

const servedMirrorSchema = z.object({
  mirrorGuid: z.string(),
  /** Members that are connected now. */
  sessions: z.array(
    z.object({
      memberGuid: z.string(),
      address: z.string(),
      since: z.string(),
      qosTimeoutMs: z.int(),
      /** Whole seconds. */
      lastHeardAgoMs: z.number(),
    }),
  ),
  /** null: nobody has arranged anything yet, so a takeover would be refused. */
  arrangement: z.object({ primaryGuid: z.string(), verdict: z.enum(arbiterVerdicts) }).nullable(),
});

export const arbiterStandingSchema = z.object({
  startedAt: z.string(),
  mirrors: z.array(servedMirrorSchema),
  /** The newest first. */
  events: z.array(arbiterEventSchema).max(ARBITER_EVENTS_MAX),
});
export type ArbiterStanding = z.infer<typeof arbiterStandingSchema>;

/** `silent`: the process runs and has said nothing for some seconds. */
export const agentStates = ['not-installed', 'stopped', 'silent', 'serving'] as const;

export const arbiterQueries = {
  /** Of a host of the lab (P104). */
  arbiter: {
    input: z.object({ host: z.string() }),
    output: z.object({
      host: z.string(),
      /** At which members reach it. */
      addresses: z.array(z.string()),
      port: z.int(),
      agent: z.enum(agentStates),
      version: z.string(),
      /** Only while it serves. */
      standing: arbiterStandingSchema.nullable(),
    }),
  },
};
export type ArbiterView = z.infer<(typeof arbiterQueries)['arbiter']['output']>;
