/**
 * The mirror's own service on the superserver port: data channel (purpose `data`), short questions (`status`), and joining (`join`).
 * After the hello both ends change to TLS when the mirror requires it; everything below travels inside.
 *
 * On the data channel the primary sends its history, the backup answers `follow`, then journal blocks flow one way and acknowledgements the
 * other.
 * Journal bytes are the very bytes of the primary's file: the copy is identical, so a position means the same on both sides.
 */
import { z } from 'zod';
import { asyncKinds } from '../../contract/choices.ts';
import { heardConfigSchema, heardVersionSchema, mirrorMemberSchema } from '../../contract/mirror-config.ts';
import type { ToldEvent } from '../../contract/mirror-timeline.ts';
import { refusalSchema } from '../../contract/refusal.ts';
import type { Lacking } from '../../contract/failover.ts';
import type { MemberStatus, Progress } from '../../contract/member-status.ts';
import { type historyFileSchema, standingSchema } from './standing-schema.ts';
import { heardEpochSchema, type Epoch } from '../journal/epoch.ts';
import { positionSchema, type FileCount, type JournalOffset, type JournalPosition } from '../journal/position.ts';
import type { Outlook } from '../mirror/outlook.ts';
import type { MessageToBackup, MessageToPrimary } from '../mirror/dialogue.ts';

export const MIRROR_MESSAGE_FRAME = 10;
/** Body: fileCount u32, offset f64, then compressed whole journal blocks. */
export const MIRROR_BLOCKS_FRAME = 11;
const BLOCKS_HEADER_BYTES = 12;

/** What a member tells the other about itself once a second and at every change; for people to see, never for decisions. */
export interface MemberProgress {
  readonly kind: 'progress';
  readonly applied: JournalPosition;
  /** Wall time of the last block applied, ms; 0 before the first. */
  readonly appliedTimeMs: number;
  readonly needsAttention: boolean;
  readonly dejournaling: DejournalingWord;
  readonly arbiterIncarnation: string | null;
  readonly distinguishedName: string;
  /** An async: by an operator. */
  readonly dejournalingStopped: boolean;
  /** Of the product, as installed there; missing from a member that does not say. */
  readonly version?: string;
  /** What it is by its own word; missing from a member that does not say. */
  readonly status?: MemberStatus;
  /** Of the mirror's databases, what it could not serve as a primary. */
  readonly lacking: Lacking;
  /** Of its taking over; null from all but a backup. */
  readonly outlook: Outlook | null;
  /** From a primary: how those fare who follow it, for the pages of the others. */
  readonly members: readonly MemberWord[];
  /** By GUID of who told it, the highest number that it holds of the timeline; missing from a member that takes no part in it. */
  readonly timeline?: Readonly<Record<string, number>>;
}

/** Of the timeline of the mirror, what the other one lacked when it last said what it holds. Only to members that say so. */
export interface TimelineWord {
  readonly kind: 'timeline';
  readonly events: readonly ToldEvent[];
}

/**
 * What a member's dejournaling does. Whoever is not `running` may be unable to take over, or would serve databases that lack updates: the
 * primary's verdict counts on it.
 * `paused`: these databases, by their names in the mirror, refused an update or were paused by a person, and the others go on. `failed`:
 * nothing is applied, the reason names file and offset.
 */
export type DejournalingWord =
  | { readonly kind: 'running' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'paused'; readonly databases: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** A row of Mirror Member Status without what the configuration says. */
export interface MemberWord {
  readonly guid: string;
  readonly status: MemberStatus;
  readonly journalTransfer: Progress;
  readonly dejournaling: Progress;
  /** Asyncs: journal that it has not received; null where that is not known or not asked. */
  readonly behindBytes: number | null;
  /** At most so many records of journal has it not received; null where that is not known, missing from a member that does not say. */
  readonly behindRecords?: number | null;
  /** Of the mirror's databases, what it could not serve; empty where that is not known. */
  readonly lacking: Lacking;
}

/**
 * From a primary that cannot go on sending the journal, before it closes: which file stands in the way. The follower that has to wait is
 * then the one that can say why (`mirror/obstacle.ts`).
 */
export const cannotServeSchema = z.object({
  kind: z.literal('cannot-serve'),
  reason: z.enum(['missing', 'damaged', 'unreadable']),
  fileCount: z.int().min(0),
  /** '' where only the number is known. */
  name: z.string(),
  /** `damaged`: the first whole block would begin here. */
  offset: z.int().min(0),
  detail: z.string(),
});

/**
 * From a follower whose disk does not take what it receives, to which a block came damaged (`transit`), or which cannot write down the
 * configuration (`store`), before it closes.
 */
export const cannotReceiveSchema = z.object({
  kind: z.literal('cannot-receive'),
  reason: z.enum(['disk', 'transit', 'store']),
  detail: z.string(),
});

/**
 * From a follower that needs journal from before the first file that it was told of, before it closes: its databases lack what was in this
 * file.
 */
export const lacksFileSchema = z.object({ kind: z.literal('lacks-file'), fileCount: z.int().min(0), name: z.string() });

export type FromPrimary =
  | MessageToBackup
  | MemberProgress
  | TimelineWord
  /**
   * `process`: which process of the primary speaks, as its agent knows it. `damaged`: the file before the first is there, and whole up to
   * this offset only.
   */
  | {
      readonly kind: 'history';
      readonly epoch: Epoch;
      readonly process: string;
      readonly files: readonly z.infer<typeof historyFileSchema>[];
      readonly damaged?: JournalPosition | null | undefined;
    }
  /** A new journal file begins: its name and its header bytes, base64. */
  | { readonly kind: 'new-file'; readonly name: string; readonly fileCount: FileCount; readonly header: string }
  | z.infer<typeof cannotServeSchema>
  /** `epoch`: the term of the primary that says so. */
  | {
      readonly kind: 'configuration';
      readonly config: z.infer<typeof heardConfigSchema>;
      readonly onlyPrimary: string | null;
      readonly epoch: Epoch;
    };

export type FromBackup =
  | MessageToPrimary
  | MemberProgress
  | TimelineWord
  | z.infer<typeof cannotReceiveSchema>
  | z.infer<typeof lacksFileSchema>
  /** This instance is shutting down in order: nothing is broken. For people; no rule reads it. */
  | { readonly kind: 'farewell' }
  | { readonly kind: 'follow'; readonly position: JournalPosition }
  /** Of an async: its disk has everything before. For people and for purging; no commit waits for it. */
  | { readonly kind: 'receipt'; readonly through: JournalPosition };

/** Purpose `status`: one question, one answer. */
export const statusQuestionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('standing') }),
  z.object({ kind: z.literal('proposal'), from: standingSchema }),
  z.object({ kind: z.literal('set-no-failover'), isSet: z.boolean() }),
  /** To the primary: takes a member out of the configuration. A member may ask it for itself, a failover member for asyncs. */
  z.object({
    kind: z.literal('remove-member'),
    guid: z.string(),
    /** Of the configuration that a person looked at. */ expectedVersion: heardVersionSchema.optional(),
  }),
  /** From an async to the primary: be of another type from now on. */
  z.object({ kind: z.literal('change-type'), memberKind: z.enum(asyncKinds) }),
  /** From a DR async to the primary: make it the other failover member; `acceptUnavailable` as in the command. */
  z.object({ kind: z.literal('promote'), acceptUnavailable: z.boolean() }),
  /** From a DR async to the primary: what `promote` would be answered; nothing is changed. */
  z.object({ kind: z.literal('may-promote'), acceptUnavailable: z.boolean() }),
  /**
   * From a member that does not know what it is, or leads or waits alone: who is primary, and what does its configuration say?
   * `promotions`: that have locked it out; have they come to nothing?
   */
  z.object({ kind: z.literal('role'), promotions: z.array(z.string()).optional() }),
  /** From the backup to the primary: make it a DR async. */
  z.object({ kind: z.literal('demote-me') }),
  /**
   * From the primary to its backup: be a failover member no longer, and answer when that is written down, as this version of the
   * configuration.
   */
  z.object({ kind: z.literal('demote'), version: heardVersionSchema }),
  /**
   * From a failover member to one that answered as an async although the newer configuration says that it is one: its promotion never
   * reached it.
   */
  z.object({
    kind: z.literal('take-configuration'),
    config: heardConfigSchema,
    onlyPrimary: z.string().nullable(),
    /** As that one answered; of an earlier version of the member it is missing. */ word: z.string().optional(),
  }),
  /** From a member that is being promoted without a primary: become no failover member by anything that is on its way. */
  z.object({ kind: z.literal('stand-aside') }),
  /** From the primary to the member it is about to remove: stop mirroring, and do not start again. */
  z.object({ kind: z.literal('leave') }),
  /** To the primary: to whom the mirror's journal is owed, before the asker purges its copy (engine facts 6.5). */
  z.object({ kind: z.literal('purge-criteria') }),
]);
const memberContactSchema = z.object({
  guid: z.string(),
  received: positionSchema,
  disconnectedSinceMs: z.number().nullable(),
});
export const statusAnswerSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('standing'),
    standing: standingSchema,
    /** `ValidatedMember` is 0: it waits for a primary to tell it its role. */ roleUnknown: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('verdict'), accepted: z.boolean() }),
  z.object({ kind: z.literal('no-failover'), isPrimary: z.boolean() }),
  /** null: done. */
  z.object({ kind: z.literal('removal'), refusal: refusalSchema.nullable() }),
  z.object({ kind: z.literal('left') }),
  /** `contacts` null: the member that was asked is not the primary. `epoch`: its term; an earlier version does not say it. */
  z.object({ kind: z.literal('purge-criteria'), contacts: z.array(memberContactSchema).nullable(), epoch: heardEpochSchema.optional() }),
  z.object({ kind: z.literal('demoted') }),
  /** `refusal` null: done; `config` is the configuration that says so. */
  z.object({
    kind: z.literal('role-changed'),
    refusal: refusalSchema.nullable(),
    config: heardConfigSchema.nullable(),
    /** GUIDs of members that must be edited by hand. */ unavailable: z.array(z.string()).optional(),
  }),
  /** null: done. */
  z.object({ kind: z.literal('type-changed'), refusal: refusalSchema.nullable() }),
  /** The member that was asked is an async: it has no standing. */
  z.object({
    kind: z.literal('async'),
    /** What it has written down. */ config: heardConfigSchema,
    /** It is being promoted just now, without a primary. */ promoting: z.boolean().optional(),
    /** Another one after each time that it has stood aside. */ word: z.string().optional(),
  }),
  /**
   * `leads`: it is primary. `config` null: the member that was asked does not know for sure either. `over`: it is an async of which those
   * promotions were, and has led by none of them; `version`: of what it has written down of the mirror.
   */
  z.object({
    kind: z.literal('role'),
    leads: z.boolean(),
    epoch: heardEpochSchema,
    config: heardConfigSchema.nullable(),
    onlyPrimary: z.string().nullable(),
    over: z.object({ promotions: z.array(z.string()), version: heardVersionSchema }).optional(),
  }),
  /** Purpose `verify`: both ends have judged each other's certificate. */
  z.object({ kind: z.literal('verified') }),
  /** The asker is not in the mirror's configuration (any more). */
  z.object({ kind: z.literal('not-a-member') }),
]);

/** Purpose `join`: the new member asks the primary to take it in. */
export const joinRequestSchema = z.object({ member: mirrorMemberSchema });
export const joinAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('added'), config: heardConfigSchema }),
  z.object({ kind: z.literal('pending'), config: heardConfigSchema }),
  z.object({ kind: z.literal('refused'), refusal: refusalSchema }),
]);

export function encodeBlocksBody(fileCount: FileCount, offset: JournalOffset, compressed: Buffer): Buffer {
  const body = Buffer.allocUnsafe(BLOCKS_HEADER_BYTES + compressed.length);
  body.writeUInt32LE(fileCount, 0);
  body.writeDoubleLE(offset, 4);
  compressed.copy(body, BLOCKS_HEADER_BYTES);
  return body;
}

/** Throws RangeError for a body that names no place in a journal file. */
export function decodeBlocksBody(body: Buffer): { fileCount: FileCount; offset: JournalOffset; compressed: Buffer } {
  if (body.length < BLOCKS_HEADER_BYTES) throw new RangeError(`journal data of ${body.length} bytes do not say where they belong`);
  const fileCount = body.readUInt32LE(0);
  const offset = body.readDoubleLE(4);
  if (fileCount < 1 || !Number.isSafeInteger(offset) || offset < 0) throw new RangeError(`there is no file #${fileCount} offset ${offset}`);
  return { fileCount, offset, compressed: body.subarray(BLOCKS_HEADER_BYTES) };
}
