/**
 * The mirror's service on the superserver port: what other members, and those that want to be, ask of this one.
 *
 * The hello says for what a connection is; then both ends change to TLS when the mirror requires it, and only a listed member with its own
 * certificate goes further. Somebody who is not listed may ask to join, and learns that he is not a member.
 */
import type { Socket } from 'node:net';
import type { z } from 'zod';
import { type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { isFor } from '../agent/meant.ts';
import type { FromBackup, FromPrimary } from '../link/mirror-protocol.ts';
import type { Lines } from '../channel/lines.ts';
import type { Hello } from '../link/client-protocol.ts';
import { reasonOf } from '../link/attempt.ts';
import { chooseCompression } from '../link/compression.ts';
import { fromBackupSchema } from '../link/data-channel.ts';
import { readFirstFrame } from '../link/first-frame.ts';
import { encodeJsonFrame } from '../link/frame.ts';
import {
  joinAnswerSchema,
  joinRequestSchema,
  MIRROR_MESSAGE_FRAME,
  type statusAnswerSchema,
  statusQuestionSchema,
} from '../link/mirror-protocol.ts';
import { peerDistinguishedName, secureServer, TlsFailure } from '../link/secure.ts';
import { serveCopy } from '../download/download-source.ts';
import type { MemberWorld } from './member-world.ts';
import { changeTypeFor, leaveFor, removeFor, takeIn } from './member-roll.ts';
import { MirrorConnection } from '../channel/mirror-connection.ts';
import { loadCredentials } from '../channel/mirror-credentials.ts';
import { comeToNothing } from '../mirror/lock-out.ts';
import type { MirrorDriver } from './mirror-driver.ts';
import type { OwnMember } from './own-member.ts';
import type { PendingNames } from './pending-names.ts';
import type { Promotion } from './promotion.ts';
import { demoteFor, standAside, takeFrom } from './told-roles.ts';
import { type ChangedRoles, demotePartner, isChangingRoles, mayPromoteFor, promoteFor } from './role-changes.ts';
import { JOIN_REQUEST_MS, STATUS_REQUEST_MS } from '../../machine/waits.ts';

type StatusQuestion = z.infer<typeof statusQuestionSchema>;
type StatusAnswer = z.infer<typeof statusAnswerSchema>;

/** The parts of the member that others ask for. */
interface ServedParts {
  readonly names: PendingNames;
  readonly lines: Lines;
  readonly promotion: Promotion;
}

export class MemberRequests {
  readonly #instance: MemberWorld;
  readonly #member: OwnMember & ServedParts;

  constructor(instance: MemberWorld, member: OwnMember & ServedParts) {
    this.#instance = instance;
    this.#member = member;
  }

  /** A connection of service `mirror` for this mirror. */
  async accept(socket: Socket, hello: Extract<Hello, { service: 'mirror' }>, peerAddress: string): Promise<void> {
    const config = this.#member.config();
    // A question that is meant for another member came to an address that was, or is thought to be, that one's.
    if (
      !isFor(
        { mirrorGuid: hello.mirrorGuid, memberGuid: hello.targetGuid },
        { mirrorGuid: config.guid, memberGuid: this.#member.membership.memberGuid },
      )
    )
      return void socket.destroy();
    if (hello.purpose === 'verify') return this.#answerVerify(socket);
    const entry = config.members.find(({ guid }) => guid === hello.memberGuid);
    // A member to be that waits for approval knocks again and again: no line in the log for it. One that was removed learns it by its
    // questions.
    if (!entry && hello.purpose === 'data') return void socket.destroy();
    const secured = config.useTls ? await this.#secure(socket, hello.purpose === 'join' ? null : (entry ?? null)) : socket;
    if (!secured) return;
    if (hello.purpose === 'join') return this.#answerJoin(secured, hello.memberGuid);
    // Only the primary knows surely who is a member.
    if (!entry) return this.#member.isPrimary ? this.#answerStatus(secured, null) : void secured.destroy();
    if (hello.purpose === 'status') return this.#answerStatus(secured, entry);
    if (hello.purpose === 'download') return serveCopy(this.#instance, this.#member, secured, entry);
    const { failover } = this.#member;
    if (!failover) return void secured.destroy();
    // What it would be told makes it a failover member, and may be over in a moment: its agent has perhaps locked it out already.
    if (entry.kind === 'failover' && isChangingRoles(this.#member)) return void secured.destroy();
    if (config.useTls && this.#member.isPrimary)
      void this.#member.names
        .settled(entry.guid)
        .catch((error: unknown) => this.#instance.note(1, `What ${entry.name} asked for before is still kept: ${String(error)}`));
    const primary = this.#instance.processes.begin({
      user: 'Mirror Primary',
      routine: 'MIRRORCOMM',
      device: `|TCP|${config.name}`,
      clientAddress: peerAddress,
    });
    const reader = this.#instance.processes.begin({
      user: 'Mirror Svr:RdDmn',
      routine: 'MIRRORCOMM',
      device: `|TCP|${config.name}`,
      clientAddress: peerAddress,
    });
    secured.once('close', () => {
      primary.end();
      reader.end();
    });
    const compression = chooseCompression(entry.kind === 'failover' ? config.compressionForFailover : config.compressionForAsync, {
      useTls: config.useTls,
      memberKind: entry.kind,
    });
    const connection = new MirrorConnection<FromBackup, FromPrimary>(secured, {
      compression,
      schema: fromBackupSchema,
      clock: this.#instance.clock,
    });
    this.#member.lines.opened(entry.guid, connection);
    failover.acceptFollower(entry, connection, compression);
  }

  /** `entry` null: anybody whom the trusted authority has signed. */
  async #secure(socket: Socket, entry: MemberEntry | null): Promise<Socket | null> {
    if (!this.#member.credentials) {
      socket.destroy();
      return null;
    }
    try {
      const secured = await secureServer(socket, this.#member.credentials, {
        authorizedDistinguishedNames: entry && [entry.distinguishedName],
      });
      this.#told.delete(entry?.guid ?? '');
      return secured;
    } catch (error) {
      if (entry && error instanceof TlsFailure && error.kind === 'not-authorized' && error.distinguishedName !== null)
        this.#member.names.note(entry, error.distinguishedName, 'there');
      else
        this.#tellOnce(
          entry,
          `A mirror connection${entry ? ` with ${entry.name}` : ''} was refused: ${error instanceof Error ? error.message : String(error)}`,
        );
      return null;
    }
  }

  readonly #told = new Map<string, string>();
  /** Whoever is refused tries again every second: the log says it once, until it says something else of that member. */
  #tellOnce(entry: MemberEntry | null, text: string): void {
    const whose = entry?.guid ?? '';
    if (this.#told.get(whose) === text) return;
    this.#told.set(whose, text);
    this.#instance.log.append({ severity: 1, event: 'Utility.Event', text });
  }

  /** Verify SSL (engine facts 7.4): a handshake with whatever certificate this instance has, whether the mirror uses TLS or not. */
  async #answerVerify(socket: Socket): Promise<void> {
    const credentials = this.#member.credentials ?? (await loadCredentials(this.#instance));
    if (!credentials) return void socket.destroy();
    try {
      const secured = await secureServer(socket, credentials, { authorizedDistinguishedNames: null });
      await readFirstFrame(secured, { timeoutMs: STATUS_REQUEST_MS });
      secured.end(encodeJsonFrame(MIRROR_MESSAGE_FRAME, { kind: 'verified' }));
    } catch {
      socket.destroy();
    }
  }

  /** `from` null: the asker is not a member. */
  async #answerStatus(socket: Socket, from: MemberEntry | null): Promise<void> {
    const question = await readAs(socket, statusQuestionSchema, STATUS_REQUEST_MS);
    if (!question) return;
    await this.#answer(socket, { entry: from, what: question.kind }, async () =>
      from ? await this.#answerQuestion(question, from) : { kind: 'not-a-member' },
    );
  }

  /** Who asks learns of a fault of ours by the end of the connection; messages.log has its reason. */
  async #answer(socket: Socket, asked: { entry: MemberEntry | null; what: string }, work: () => Promise<object>): Promise<void> {
    try {
      socket.end(encodeJsonFrame(MIRROR_MESSAGE_FRAME, await work()));
    } catch (error) {
      socket.destroy();
      const { entry, what } = asked;
      this.#tellOnce(entry, `"${what}"${entry ? `, asked by ${entry.name},` : ''} could not be answered: ${reasonOf(error)}`);
    }
  }

  async #answerQuestion(question: StatusQuestion, from: MemberEntry): Promise<StatusAnswer> {
    switch (question.kind) {
      case 'set-no-failover':
        return this.#answerNoFailover(question.isSet);
      case 'remove-member':
        return { kind: 'removal', refusal: await removeFor(this.#member, from, question) };
      case 'promote':
        return toRoleChanged(await promoteFor(this.#member, from, question.acceptUnavailable));
      case 'role':
        return this.#answerRole(question.promotions ?? []);
      case 'may-promote': {
        const may = await mayPromoteFor(this.#member, from, question.acceptUnavailable);
        return { kind: 'role-changed', refusal: may.ok ? null : may.refusal, config: null };
      }
      case 'demote-me':
        return toRoleChanged(from.guid === this.#member.partner?.guid ? await demotePartner(this.#member) : refused('2081'));
      case 'demote':
        return (await demoteFor(this.#member, from, question.version)) ? { kind: 'demoted' } : { kind: 'verdict', accepted: false };
      case 'take-configuration':
        return { kind: 'verdict', accepted: await takeFrom(this.#member, from, question) };
      case 'stand-aside':
        return { kind: 'verdict', accepted: await standAside(this.#member) };
      case 'change-type':
        return { kind: 'type-changed', refusal: await changeTypeFor(this.#instance, this.#member, from, question.memberKind) };
      case 'leave':
        return (await leaveFor(this.#instance, this.#member, from)) ? { kind: 'left' } : { kind: 'verdict', accepted: false };
      case 'purge-criteria':
        return this.#purgeCriteria();
      case 'standing':
      case 'proposal':
        return this.#member.failover
          ? this.#answerAsFailover(this.#member.failover, question)
          : {
              kind: 'async',
              config: this.#member.config(),
              promoting: this.#member.promotion.isRunning,
              word: this.#member.presentWord,
            };
    }
  }

  #purgeCriteria(): StatusAnswer {
    const known = this.#instance.journalKeeper.contactsAsPrimary();
    return { kind: 'purge-criteria', epoch: known?.epoch, contacts: known && [...known.contacts] };
  }

  async #answerAsFailover(failover: MirrorDriver, question: Parameters<MirrorDriver['ask']>[0]): Promise<StatusAnswer> {
    const answer = await failover.ask(question);
    return answer.kind === 'standing' ? { ...answer, roleUnknown: this.#member.promotion.document?.stage === 'role-unknown' } : answer;
  }

  /**
   * A primary knows surely who is what; what another failover member has is judged by who asks. One that leads by a promotion that is
   * written down tells it only once it has led: its partner could lead after this member died, and this one would lead again beside it.
   */
  #answerRole(promotions: readonly string[]): StatusAnswer {
    const { failover, isPrimary, promotion } = this.#member;
    const stage = promotion.document?.stage;
    const knows = failover !== null && stage !== 'role-unknown' && stage !== 'leading' && !isChangingRoles(this.#member);
    return {
      kind: 'role',
      leads: isPrimary,
      epoch: failover?.state.durable.epoch ?? 0,
      config: knows ? this.#member.config() : null,
      onlyPrimary: this.#member.membership.noFailoverFor,
      over: this.#over(promotions),
    };
  }

  #over(promotions: readonly string[]): Extract<StatusAnswer, { kind: 'role' }>['over'] {
    const { async, membership, promotion } = this.#member;
    const isAsync = async !== null && membership.kind !== 'failover';
    const over = comeToNothing(promotions, { guid: membership.memberGuid, isAsync, isBeingPromoted: promotion.isRunning });
    return over ? { promotions: [...over], version: this.#member.config().version } : undefined;
  }

  /** The other failover member's operator wants it; only the primary changes it (engine facts 4.16). */
  async #answerNoFailover(isSet: boolean): Promise<{ kind: 'no-failover'; isPrimary: boolean }> {
    if (this.#member.isPrimary) await this.#member.setNoFailover(isSet);
    return { kind: 'no-failover', isPrimary: this.#member.isPrimary };
  }

  async #answerJoin(socket: Socket, memberGuid: string): Promise<void> {
    const request = await readAs(socket, joinRequestSchema, JOIN_REQUEST_MS);
    if (!request) return;
    const { member } = request;
    await this.#answer(socket, { entry: null, what: `join as ${member.name}` }, async () => {
      const distinguishedName = this.#member.config().useTls ? (peerDistinguishedName(socket) ?? '') : '';
      const outcome =
        member.guid === memberGuid
          ? await takeIn(this.#instance, this.#member, { ...member, distinguishedName })
          : refused('2087', [member.name, 'GUID']);
      return joinAnswerSchema.parse(outcome.ok ? outcome.value : { kind: 'refused' as const, refusal: outcome.refusal });
    });
  }
}

/** What is asked; null when nothing comes, or what comes is no question: the connection has ended then. */
async function readAs<T>(socket: Socket, schema: z.ZodType<T>, timeoutMs: number): Promise<T | null> {
  try {
    return schema.parse(JSON.parse((await readFirstFrame(socket, { timeoutMs })).body.toString()));
  } catch {
    socket.destroy();
    return null;
  }
}

const toRoleChanged = (outcome: Outcome<ChangedRoles>): StatusAnswer => ({
  kind: 'role-changed',
  refusal: outcome.ok ? null : outcome.refusal,
  config: outcome.ok ? outcome.value.config : null,
  unavailable: outcome.ok ? [...outcome.value.unavailable] : [],
});
