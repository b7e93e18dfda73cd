/**
 * What members say to an ISCAgent (port 2188). Frames of `link/frame.ts`: a hello, then JSON requests and replies paired by `id`;
 * journal bytes come as binary frames.
 *
 * The hello is plain text. With `secure: true` both ends then change to TLS on the same connection; a request marked *members only* is
 * answered in a TLS mirror only to a peer whose certificate names an authorised member (engine facts 4.11). Looking up a mirror in order to
 * join it needs no membership.
 */
import { z } from 'zod';
import type { Outcome } from '../../contract/errors.ts';
import {
  addressSchema,
  heardConfigSchema,
  heardVersionSchema,
  mirrorConfigSchema,
  mirrorMemberSchema,
  virtualIpSchema,
} from '../../contract/mirror-config.ts';
import { refusalSchema } from '../../contract/refusal.ts';
import { QOS_TIMEOUT_MS_MAX } from '../../contract/units.ts';
import { heardEpochSchema } from '../journal/epoch.ts';
import { historyFileSchema, journalStateSchema, standingSchema } from '../link/standing-schema.ts';
import type { ArbiterMessage, MeantProcess, MessageToArbiter } from '../mirror/dialogue.ts';

export const AGENT_HELLO_FRAME = 0;
export const AGENT_MESSAGE_FRAME = 1;
/** Body: request id u32 LE, then journal bytes; an empty rest ends the stream. */
export const AGENT_BYTES_FRAME = 2;

export const agentHelloSchema = z.discriminatedUnion('service', [
  z.object({
    service: z.literal('agent'),
    protocol: z.literal(1),
    secure: z.boolean(),
    /** Whose certificate the agent shall show; null before joining. */ member: z
      .object({ mirrorGuid: z.string(), memberGuid: z.string() })
      .nullable(),
  }),
  z.object({
    service: z.literal('arbiter'),
    protocol: z.literal(1),
    secure: z.literal(false),
    mirrorGuid: z.string(),
    memberGuid: z.string(),
    qosTimeoutMs: z.int().min(0).max(QOS_TIMEOUT_MS_MAX),
    /** Of the mirror, see `arbiter-identity.ts`; null in a mirror of an earlier version. */ publicKey: z.string().nullable(),
  }),
]);
export type AgentHello = z.infer<typeof agentHelloSchema>;
/** First frame from the arbiter: sign this. */
export const arbiterChallengeSchema = z.object({ nonce: z.string() });
/** Answer of the member; '' without a key. */
export const arbiterProofSchema = z.object({ signature: z.string() });
/** Second frame from the arbiter. null: it does not take the member for one of that mirror, and closes. */
export const arbiterWelcomeSchema = z.object({
  incarnation: z.string().nullable(),
  /** It answers an echo; missing from an arbiter of an earlier version. */
  echoes: z.boolean().optional(),
  /** With null; missing from an arbiter of an earlier version. */ why: z.enum(['other-key', 'full', 'damaged', 'unwritable']).optional(),
});
const arrangement = z.string().max(200);
/** Then messages of the mirror machine, each way. */
export const messageToArbiterSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heartbeat') }),
  z.object({ kind: z.literal('arrange'), arrangement, primary: z.string() }),
  z.object({ kind: z.literal('claim'), arrangement }),
  z.object({ kind: z.literal('continue'), arrangement }),
  z.object({ kind: z.literal('dropped'), arrangement }),
]) satisfies z.ZodType<MessageToArbiter>;
export const arbiterMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heartbeat') }),
  z.object({ kind: z.literal('takeover-granted'), arrangement }),
  z.object({ kind: z.literal('takeover-refused'), arrangement }),
  z.object({ kind: z.literal('continue-granted'), arrangement }),
  z.object({ kind: z.literal('continue-refused'), arrangement }),
  z.object({ kind: z.literal('drop-active'), arrangement }),
]) satisfies z.ZodType<ArbiterMessage>;

/** Sent by the member, and back by the arbiter at once: how long the way takes. It decides nothing, and the machines do not hear of it. */
export const arbiterEchoSchema = z.object({ kind: z.literal('echo'), sentMs: z.number() });

const rollSchema = z.object({ version: heardVersionSchema, members: z.array(mirrorMemberSchema.pick({ guid: true, kind: true })) });

const id = z.int();
/**
 * For whom a question is meant. An address says where an agent is, not whose it is: one whose instance in that mirror is another member
 * refuses with 2051, so that nobody's answer is ever taken for another's.
 */
const member = { mirrorGuid: z.string(), memberGuid: z.string() };
const meantProcessSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('running') }),
  z.object({ kind: z.literal('hanging'), process: z.string() }),
  z.object({ kind: z.literal('process'), process: z.string() }),
  z.object({ kind: z.literal('older-term'), than: z.int() }),
]) satisfies z.ZodType<MeantProcess>;
export const agentRequestSchema = z.discriminatedUnion('op', [
  z.object({ id, op: z.literal('version') }),
  /** Join, step 1. Refused with 2083 (no such instance), 2051 (not that mirror). */
  z.object({ id, op: z.literal('describe-mirror'), instanceName: z.string(), mirrorName: z.string() }),
  /** Is this the agent of that member's host, or of an instance that is about to become it? Refused with 2051. */
  z.object({ id, op: z.literal('has-member'), ...member }),
  /** Members only. Is the instance up, and what does it or its journal say? When it is down its virtual IP is taken off the card first. */
  z.object({ id, op: z.literal('report'), ...member }),
  /**
   * Members only. Kills the process that is meant, waits until it is gone, then answers as `report`. `down` when the meant process is gone
   * and another one runs, which is left alone.
   */
  z.object({ id, op: z.literal('force-down'), ...member, meant: meantProcessSchema }),
  /**
   * Members only. `lock`: an instance that is down asks the primary for its role when it starts again, and cannot lead before (engine facts
   * 9.1). `look`: whether it does for this `promotion`, and nothing is changed. `release`: takes back what this very promotion has done; an
   * edit that a later one or a person made stays (`lib/engine/mirror/lock-out.ts`).
   * `by`: name of the member that wants it. `roll`: what that one knows of the mirror, null for a primary, which says its term instead.
   * Refused with 2126.
   */
  z.object({
    id,
    op: z.literal('set-validated-member'),
    ...member,
    order: z.enum(['lock', 'look', 'release']),
    by: z.string(),
    promotion: z.string(),
    roll: rollSchema.nullable(),
    epoch: heardEpochSchema.optional(),
  }),
  /** Members only. */
  z.object({ id, op: z.literal('journal-files'), ...member }),
  /** Members only. Streams `length` bytes of a mirror journal file as binary frames. */
  z.object({ id, op: z.literal('read-journal'), ...member, name: z.string(), offset: z.int(), length: z.int() }),
]);
export type AgentRequest = z.infer<typeof agentRequestSchema>;

export const agentReportSchema = z.discriminatedUnion('instance', [
  z.object({ instance: z.literal('up'), responsive: z.boolean(), standing: standingSchema.nullable(), process: z.string().optional() }),
  z.object({ instance: z.literal('down'), journal: z.union([journalStateSchema, z.literal('none'), z.literal('unreadable')]) }),
]);

/** What a joiner is told of a mirror. */
export const describedMirrorSchema = z.object({
  name: z.string(),
  guid: z.string(),
  useTls: z.boolean(),
  arbiter: addressSchema.nullable(),
  virtualIp: virtualIpSchema.nullable(),
  qosTimeoutMs: z.int(),
  members: z.array(mirrorMemberSchema),
  /** GUID of the member that is primary now, or null. */
  primaryGuid: z.string().nullable(),
  /** GUID of the member that describes it. */
  answeredBy: z.string(),
});
export type DescribedMirror = z.infer<typeof describedMirrorSchema>;

/** What the value of an accepted reply is, by request. `read-journal` answers with bytes, and with a reply only to refuse. */
export const agentAnswers = {
  version: z.string(),
  'describe-mirror': describedMirrorSchema,
  'has-member': z.null(),
  report: agentReportSchema,
  'force-down': agentReportSchema,
  /**
   * `config`: what the instance, which is down, has written down of the mirror; null when its agent does not know. `lock`: whether that of
   * this promotion is there afterwards; `refused`: the member has written down more than whoever wants it. While the report says `up`
   * nothing was changed.
   */
  'set-validated-member': z.object({
    report: agentReportSchema,
    config: heardConfigSchema.nullable(),
    lock: z.enum(['held', 'open', 'refused']),
  }),
  /** Oldest first. `journal`: how far they reach together; null when there are none. */
  'journal-files': z.object({ files: z.array(historyFileSchema), journal: journalStateSchema.nullable() }),
} satisfies Record<Exclude<AgentRequest['op'], 'read-journal'>, z.ZodType>;
export type AgentQuestionKind = keyof typeof agentAnswers;
export type AgentAnswer<Kind extends AgentQuestionKind> = z.infer<(typeof agentAnswers)[Kind]>;

export const agentReplySchema = z.discriminatedUnion('ok', [
  z.object({ id, ok: z.literal(true), value: z.unknown() }),
  z.object({ id, ok: z.literal(false), refusal: refusalSchema }),
]);
export type AgentReply = { id: number } & Outcome<unknown>;

/** An instance as a member of one mirror. */
const mirrorRegistrationSchema = z.object({
  name: z.string(),
  guid: z.string(),
  memberGuid: z.string(),
  useTls: z.boolean(),
  journalDirectory: z.string(),
  authorizedDistinguishedNames: z.array(z.string()),
  /** The password as `sealed-password.ts` writes it down; by earlier versions of the instance as it was typed. */
  tls: z
    .object({
      caFile: z.string(),
      crlFile: z.string().optional(),
      certificateFile: z.string(),
      privateKeyFile: z.string(),
      privateKeyPassword: z.string(),
    })
    .nullable(),
  virtualIp: z.object({ address: z.string(), prefixLength: z.int(), card: z.string() }).nullable(),
  /** What it has written down of the mirror. Of an earlier version of the instance it is missing. */
  config: mirrorConfigSchema.nullable().default(null),
});
export type MirrorRegistration = z.infer<typeof mirrorRegistrationSchema>;

/**
 * `mgr/agent.json` in an instance's directory: how the agent of the host knows the instance. Written by the instance (atomically, mode
 * 0600) as soon as it runs and whenever its mirror changes; it stays when the process dies. `processId` and `startedAt` are those of the
 * running or last process.
 */
export const instanceRegistrationSchema = z.object({
  instanceName: z.string(),
  version: z.string(),
  processId: z.int(),
  /** Start time of the process as the operating system tells it where it can, so that a reused pid is not taken for the instance. */
  startedAt: z.string(),
  controlPath: z.string(),
  mirror: mirrorRegistrationSchema.nullable(),
  /** Those that a reporting async belongs to besides the first. */
  otherMirrors: z.array(mirrorRegistrationSchema).optional(),
  /**
   * Not all of its mirrors are activated yet: what is said of the others is the word of the process before. It reads what is on its disk,
   * however long that takes, and says nothing.
   */
  isStarting: z.boolean().optional(),
});
export type InstanceRegistration = z.infer<typeof instanceRegistrationSchema>;
