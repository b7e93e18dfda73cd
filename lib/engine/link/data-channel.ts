/**
 * The messages of the data channel as they are parsed when they arrive, in both directions: whoever may open a connection decides what
 * comes on it, and a position that is no number would go into decisions. What is not one of these ends the connection.
 */
import { z } from 'zod';
import { lackingSchema } from '../../contract/failover.ts';
import { memberStatuses, progressSchema } from '../../contract/member-status.ts';
import { heardConfigSchema, heardVersionSchema } from '../../contract/mirror-config.ts';
import { toldEventSchema } from '../../contract/mirror-timeline.ts';
import { historyFileSchema } from './standing-schema.ts';
import { heardEpochSchema } from '../journal/epoch.ts';
import { heardFileCountSchema } from '../journal/file-count.ts';
import type { Outlook } from '../mirror/outlook.ts';
import { stopReasons } from '../mirror/stop-reason.ts';
import {
  cannotReceiveSchema,
  cannotServeSchema,
  type FromBackup,
  type FromPrimary,
  lacksFileSchema,
  type MemberProgress,
  type TimelineWord,
} from './mirror-protocol.ts';
import { positionSchema } from '../journal/position.ts';

const arrangementSchema = z.object({ id: z.string(), incarnation: z.string() });

const outlookSchema = z.object({
  configurationVersion: heardVersionSchema,
  lacking: lackingSchema,
  dejournalingFailure: z.string().nullable(),
  requiredDatabase: z.string().nullable(),
  virtualIp: z.enum(['none', 'waived', 'no-card', 'card']),
  primaryAgent: z.enum(['not-asked', 'answers', 'silent']),
  readyMs: z.number().min(0).nullable().optional(),
}) satisfies z.ZodType<Outlook>;

const memberProgressSchema = z.object({
  kind: z.literal('progress'),
  applied: positionSchema,
  appliedTimeMs: z.number(),
  needsAttention: z.boolean(),
  dejournaling: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('running') }),
    z.object({ kind: z.literal('stopped') }),
    z.object({ kind: z.literal('paused'), databases: z.array(z.string()) }),
    z.object({ kind: z.literal('failed'), reason: z.string() }),
  ]),
  arbiterIncarnation: z.string().nullable(),
  distinguishedName: z.string(),
  dejournalingStopped: z.boolean(),
  version: z.string().optional(),
  status: z.enum(memberStatuses).optional(),
  lacking: lackingSchema,
  outlook: outlookSchema.nullable(),
  members: z.array(
    z.object({
      guid: z.string(),
      status: z.enum(memberStatuses),
      journalTransfer: progressSchema,
      dejournaling: progressSchema,
      behindBytes: z.number().nullable(),
      behindRecords: z.int().min(0).nullable().optional(),
      lacking: lackingSchema,
    }),
  ),
  timeline: z.record(z.string(), z.int().min(0)).optional(),
}) satisfies z.ZodType<MemberProgress>;

const timelineSchema = z.object({
  kind: z.literal('timeline'),
  events: z.array(toldEventSchema).max(200),
}) satisfies z.ZodType<TimelineWord>;

export const fromPrimarySchema = z.discriminatedUnion('kind', [
  memberProgressSchema,
  timelineSchema,
  cannotServeSchema,
  z.object({ kind: z.literal('heartbeat'), committed: positionSchema, echoMs: z.number(), mode: z.enum(['agent', 'arbiter']) }),
  z.object({ kind: z.literal('you-are-active'), committed: positionSchema }),
  z.object({ kind: z.literal('enter-arbiter-mode'), arrangement: arrangementSchema }),
  z.object({ kind: z.literal('leave-arbiter-mode'), arrangement: z.string() }),
  z.object({ kind: z.literal('resigning'), final: positionSchema }),
  z.object({
    kind: z.literal('history'),
    epoch: heardEpochSchema,
    process: z.string(),
    files: z.array(historyFileSchema),
    damaged: positionSchema.nullable().optional(),
  }),
  z.object({ kind: z.literal('new-file'), name: z.string(), fileCount: heardFileCountSchema, header: z.base64() }),
  z.object({ kind: z.literal('configuration'), config: heardConfigSchema, onlyPrimary: z.string().nullable(), epoch: heardEpochSchema }),
]) satisfies z.ZodType<FromPrimary>;

export const fromBackupSchema = z.discriminatedUnion('kind', [
  memberProgressSchema,
  timelineSchema,
  cannotReceiveSchema,
  lacksFileSchema,
  z.object({ kind: z.literal('acknowledge'), through: positionSchema }),
  z.object({ kind: z.literal('heartbeat'), sentMs: z.number(), incarnation: z.string().nullable() }),
  z.object({ kind: z.literal('entered-arbiter-mode'), arrangement: z.string() }),
  z.object({ kind: z.literal('left-arbiter-mode'), arrangement: z.string() }),
  z.object({ kind: z.literal('resignation-taken') }),
  z.object({ kind: z.literal('farewell') }),
  z.object({ kind: z.literal('hand-over-asked') }),
  z.object({ kind: z.literal('stopping-mirror'), why: z.enum(stopReasons) }),
  z.object({ kind: z.literal('follow'), position: positionSchema }),
  z.object({ kind: z.literal('receipt'), through: positionSchema }),
]) satisfies z.ZodType<FromBackup>;
