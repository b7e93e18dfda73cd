/**
 * Promotion of a DR async to failover member, before, during and after a disaster, and demotion. Source: engine facts 2.2, 9.1 to 9.3;
 * portal facts 2.9.
 *
 * First `promotion-check` (PromoteCheck) tells the situation; then `promote` is sent with what the person chose, and the engine judges
 * everything again.
 */
import { z } from 'zod';
import { offeredSchema } from './refusal.ts';

/**
 * `primary-runs`: the member becomes backup, the present backup a DR async.
 * `agents-reachable`: no instance of a failover member is up, and each one's ISCAgent answers: the most recent primary becomes the partner
 * by itself.
 * `agents-unreachable`: none is known to be up, and at least one ISCAgent does not answer: a person chooses.
 * `member-runs`: an instance of a failover member is up without being primary: it must be settled first whether it becomes one.
 * `member-waits`: whoever is up without being primary may not lead before a primary has told it its role: it must be stopped first, or
 * told.
 */
export const promotionSituations = ['primary-runs', 'agents-reachable', 'agents-unreachable', 'member-runs', 'member-waits'] as const;
export type PromotionSituation = (typeof promotionSituations)[number];

export const promotionCommands = {
  /**
   * A promotion that waits for the ISCAgent of its partner goes on without it: what only the partner has is lost, and it must be edited by
   * hand. Answers `Promoted`.
   */
  'force-promotion': z.object({}),
  /** Ends a promotion that waits; the member stays a DR async. */
  'cancel-promotion': z.object({}),
} satisfies Record<string, z.ZodObject>;

const memberSchema = z.object({ guid: z.string(), name: z.string(), instanceDirectory: z.string() });
/**
 * Members on which `ValidatedMember` must be set to 0 by hand before their instance starts again, else two primaries are possible: former
 * failover members, and DR asyncs that such a one may have made failover members, unheard of.
 */
const unavailableSchema = z.array(memberSchema);

/**
 * What became of it: the member is backup or primary now; it waits for the ISCAgent of its partner; or it is prepared and waits until No
 * Failover is cleared.
 */
export const promotedSchema = z.object({
  result: z.enum(['backup', 'primary', 'waiting', 'prepared']),
  partner: z.string().nullable(),
  unavailable: unavailableSchema,
});
export type Promoted = z.infer<typeof promotedSchema>;

const promotionCheckSchema = z.object({
  situation: z.enum(promotionSituations),
  primaryName: z.string().nullable(),
  /** Names of those who are up and may not lead before a primary has told them their role. */
  waiting: z.array(z.string()),
  /** The present failover members, in fixed order. */
  members: z.array(
    memberSchema.extend({
      isUp: z.enum(['up', 'down', 'unknown']),
      agentReachable: z.boolean(),
      /**
       * How far its journal reaches, read by its ISCAgent; null when that is not known. `isMostRecent`: no other member that was reached
       * has more.
       */
      journal: z.object({ fileCount: z.int(), offset: z.int() }).nullable(),
      isMostRecent: z.boolean(),
      /** What `promote` with this member as partner would be answered; null: it can be chosen. */
      offer: offeredSchema,
      /** As partner: `primary` at once, or only once its ISCAgent answers. */
      asPartner: z.enum(['primary', 'waiting']),
      /** What it is after a promotion with `automatic`; null when it can no longer be asked. */
      becomes: z.enum(['primary', 'backup', 'disaster-recovery']).nullable(),
    }),
  ),
  /** Who is the partner of an automatic promotion; null when there is none. */
  automaticPartner: z.string().nullable(),
  /** Asyncs that are connected and give what they have of the journal when there is no partner, by name. */
  journalSources: z.array(z.string()),
  /** Members that an edit by hand must reach, whoever is chosen. */
  unavailable: unavailableSchema,
  /**
   * null: the mirror has none. `cards`: those on its subnet; `chosen`: the only one. `refusal`: 2132 unless a card, or `NO_MATCHED_SUBNET`,
   * is chosen.
   */
  virtualIp: z
    .object({ address: z.string(), cards: z.array(z.string()), chosen: z.string().nullable(), refusal: offeredSchema })
    .nullable(),
  /** What each choice would be answered now, the virtual IP apart. `acceptUnavailable`: automatic, with that word given. */
  offers: z.object({ automatic: offeredSchema, none: offeredSchema, noFailover: offeredSchema, acceptUnavailable: offeredSchema }),
});
export type PromotionCheck = z.infer<typeof promotionCheckSchema>;

/**
 * `waiting`: for the ISCAgent of `partnerName`. `prepared`: until No Failover is cleared. `running`: it is being carried out just now.
 * `role-unknown`: ValidatedMember is 0, this member asks the primary for its role. `lost-end`: it asks, too, because its newest mirror
 * journal file is gone or damaged.
 */
const promotionSchema = z.object({
  state: z.enum(['none', 'running', 'waiting', 'prepared', 'role-unknown', 'lost-end']),
  partnerName: z.string().nullable(),
  since: z.string().nullable(),
  /** Of the last promotion of this member, until they have been heard of again. */
  unavailable: unavailableSchema,
  actions: z.object({ force: offeredSchema, cancel: offeredSchema }),
});

/**
 * `promotion-check` asks every failover member and its ISCAgent and takes some seconds: not to be watched. `promotion` is cheap. Both
 * refuse with 2074 on an instance that is no member, the first with 2117 elsewhere than on a DR async.
 */
export const promotionQueries = {
  'promotion-check': { input: z.object({}), output: promotionCheckSchema },
  promotion: { input: z.object({}), output: promotionSchema },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export const promotionLabCommands = {
  /**
   * Edits `[MirrorMember] ValidatedMember` in the configuration of an instance that is down, by hand. Also while its host has no power.
   * `validated` missing or false: 0, it asks the primary for its role before it joins. True: 1, every edit is taken back, also a
   * promotion's, and it may lead again by itself: two primaries are possible if another member leads.
   */
  'set-validated-member': z.object({ host: z.string(), instance: z.string(), validated: z.boolean().optional() }),
} satisfies Record<string, z.ZodObject>;
