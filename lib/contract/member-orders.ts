/**
 * Orders to a member: commands that its Mirror Monitor offers with a button, or greys with the reason. A row says what the order carries
 * and with which numbers it may be greyed; the engine's offers and handlers are tables over the same keys (`lib/engine/commands/`), and
 * the view carries what is offered as a map by kind. A new order needs no field in any view.
 */
import { z } from 'zod';
import type { ErrorCode, Refusal } from './errors.ts';
import { offeredSchema } from './refusal.ts';

/** `refusals`: why the button may be greyed. The command itself may be refused with more, once others have been asked. */
const order = <Shape extends z.ZodRawShape, Code extends ErrorCode>(shape: Shape, refusals: readonly Code[]) =>
  Object.assign(z.object(shape), { refusals });

/** Why a failover member may not be told to lead. */
const mayNotLead = ['2081', '2116', 'P121', 'P126', 'P127', 'P128', 'P130', 'P131', 'P542', 'P543', 'P550'] as const;
export type MayNotLead = (typeof mayNotLead)[number];

export const memberOrders = {
  /** Offered: the other setting than the present one. */
  'set-no-failover': order({ set: z.boolean() }, ['2081', '2082', 'P105']),
  /** Holds over restarts until it is started. `mirrorName`: on a reporting async in several mirrors, which (2002, 2051). */
  'stop-mirror': order({ mirrorName: z.string().optional() }, ['2116', 'P105', 'P550']),
  'start-mirror': order({ mirrorName: z.string().optional() }, ['P105']),
  /**
   * "Try to make this the primary": without loss, forcing the other member down if it does not hand over. Answered when it is primary, or
   * not within 60 s.
   */
  'try-primary': order({}, mayNotLead),
  /** "Force this node to become the primary": even if the other member cannot be asked. Answered as above. */
  'force-primary': order({}, mayNotLead),
  /**
   * An isolated primary: `confirmed` is the person's word that the other member is down, was never primary since, and has no later mirror
   * journal file.
   */
  'resume-primary': order({ confirmed: z.boolean() }, mayNotLead),
  /**
   * Ends the instance in order; offered to an isolated primary. `failover` false: only this member may be primary until it has started
   * again (iris stop … nofailover).
   */
  'shut-down': order({ failover: z.boolean() }, mayNotLead),
  /**
   * Of all mirrored databases of an async in one mirror; journal data still arrive. Holds over restarts. `mirrorName`: which mirror, where
   * it is in several (2002, 2051). Offered: the other state than the present one.
   */
  'set-dejournaling': order({ running: z.boolean(), mirrorName: z.string().optional() }, ['2154', '2165', 'P105']),
  /**
   * Answers `Promoted`. Without a running primary it is a background task (kind `promote`), too.
   *
   * `networkInterface`: the card for the virtual IP; null: the only one on its subnet. Refused with 2132, field `networkInterface`, when
   * none or several are; `NO_MATCHED_SUBNET` is the person's word that it shall go without.
   * `partner`, missing: `automatic`. `none` and a GUID are accepted only while no primary runs.
   * `shown`: GUIDs of the failover members, and of those that must be edited by hand, as the person saw them who chose. When the first are
   * others by then, P198, and when somebody else is silent, P628. Missing: this goes on, and the answer names them.
   * `noFailover`: with `none` only: everything is prepared, but the member waits until No Failover is cleared.
   * `acceptUnavailable`: with a running primary: goes on although the backup, which becomes a DR async, can be asked neither itself nor
   * through its ISCAgent (else 2121).
   */
  promote: order(
    {
      networkInterface: z.string().nullable(),
      /** `automatic`, `none`, or the GUID of a failover member. */
      partner: z.string().optional(),
      shown: z.object({ members: z.array(z.string()), unavailable: z.array(z.string()) }).optional(),
      noFailover: z.boolean().optional(),
      acceptUnavailable: z.boolean().optional(),
    },
    ['2117', '2119', '2178', 'P191'],
  ),
  /** On the backup: it becomes a DR async. */
  demote: order({}, ['2081', '2082', '2116', 'P192', 'P550']),
  /** On the primary: its backup becomes a DR async. The backup, or the ISCAgent of a backup that is down, must answer. */
  'demote-other': order({}, ['2081', '2113', '2133', 'P192']),
} satisfies Record<string, z.ZodObject>;

const orderKinds = z.object(memberOrders).keyof();
export type MemberOrderKind = z.infer<typeof orderKinds>;

/** What each order would be answered now: null, or why not. */
export const memberOffersSchema = z.record(orderKinds, offeredSchema);

/** The same as the engine makes it: each with one of the numbers that its row names. */
export type MemberOffers<Kinds extends MemberOrderKind = MemberOrderKind> = {
  [Kind in Kinds]: Refusal<(typeof memberOrders)[Kind]['refusals'][number]> | null;
};
