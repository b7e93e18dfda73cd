/**
 * The warden of the harbour: looks whether an instance of this host lives, removes it if another member orders so, and reads what it left.
 * Source: engine facts 4.11.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { epochOf, type Locker, type LockOwners, mayLockOut, ownersLocked, ownersReleased } from '../mirror/lock-out.ts';
import type { MeantProcess, Standing } from '../mirror/dialogue.ts';
import type { NetworkPort } from '../ports/network.ts';
import { askInstance } from './instance-query.ts';
import type { AgentLog } from './agent-log.ts';
import { aimOf, isFor, type MemberName } from './meant.ts';
import { readMirrorHistory } from './mirror-history.ts';
import { isProcessAlive, processName } from './process-identity.ts';
import { type AgentAnswer, type DescribedMirror, describedMirrorSchema, type MirrorRegistration } from './protocol.ts';
import { standingSchema } from '../link/standing-schema.ts';
import { type FoundRegistration, readRegistration, readRegistrations } from './registrations.ts';
import { readValidatedMemberEdit, removeValidatedMemberEdit, writeValidatedMemberEdit } from './validated-member.ts';
import { pause, systemClock } from '../ports/clock.ts';
import { INSTANCE_DESCRIBE_MS, INSTANCE_STANDING_MS, KILL_LOOK_MS, KILL_MS, QUIET_MS } from '../../machine/waits.ts';

export type MirrorMemberRegistration = FoundRegistration & { mirror: MirrorRegistration };

/** See `set-validated-member` of `protocol.ts`. */
export interface ValidatedMemberOrder extends Locker {
  readonly order: 'lock' | 'look' | 'release';
  readonly by: string;
  readonly promotion: string;
}

export class InstanceWarden {
  private readonly instancesDirectory: string;
  private readonly network: NetworkPort;
  private readonly log: AgentLog;
  /** Of each instance, by its directory: the end of the last order about its `ValidatedMember`. */
  private readonly edits = new Map<string, Promise<unknown>>();
  private readonly quietMs: number;
  /** Since when nobody listens for the process of an instance, by its directory; monotonic ms. */
  private readonly quiet = new Map<string, { readonly process: string; readonly sinceMs: number }>();

  constructor({
    instancesDirectory,
    network,
    log,
    quietMs = QUIET_MS,
  }: { instancesDirectory: string; network: NetworkPort; log: AgentLog; quietMs?: number }) {
    this.quietMs = quietMs;
    this.instancesDirectory = instancesDirectory;
    this.network = network;
    this.log = log;
  }

  /**
   * The instance of this host that is this very member of the mirror, or null: another member of the same mirror does not answer for it.
   */
  member(meant: MemberName): MirrorMemberRegistration | null {
    for (const registration of readRegistrations(this.instancesDirectory)) {
      const mirror = [registration.mirror, ...(registration.otherMirrors ?? [])].find(
        (candidate) => candidate && isFor(meant, nameOf(candidate)),
      );
      if (mirror) return { ...registration, mirror };
    }
    return null;
  }

  /**
   * Whether that member is, or is about to become, an instance of this host: one that joins is written down nowhere yet and says so itself.
   * Refuses with 2051.
   */
  async has(meant: MemberName): Promise<Outcome<null>> {
    if (this.member(meant)) return accepted(null);
    const living = readRegistrations(this.instancesDirectory).filter(({ processId, startedAt }) => isProcessAlive(processId, startedAt));
    const answers = await Promise.all(
      living.map(({ controlPath }) =>
        askInstance({
          controlPath,
          query: 'agent-becomes',
          input: { mirrorGuid: meant.mirrorGuid, memberGuid: meant.memberGuid },
          timeoutMs: INSTANCE_STANDING_MS,
        }),
      ),
    );
    return answers.some((answer) => answer.kind === 'value' && answer.value === true)
      ? accepted(null)
      : refused('2051', [meant.mirrorGuid]);
  }

  /** Any member of this host that has a TLS identity, for callers that are not of a mirror yet. */
  anyMember(): MirrorMemberRegistration | null {
    for (const registration of readRegistrations(this.instancesDirectory)) {
      const mirror = [registration.mirror, ...(registration.otherMirrors ?? [])].find((candidate) => candidate?.tls);
      if (mirror) return { ...registration, mirror };
    }
    return null;
  }

  /** The mirror of an instance of this host, in the instance's own words. Refusals 2083, P100, 2051 and those of the instance. */
  async describe({ instanceName, mirrorName }: { instanceName: string; mirrorName: string }): Promise<Outcome<DescribedMirror>> {
    const instance = readRegistrations(this.instancesDirectory).find(
      (registration) => registration.instanceName.toUpperCase() === instanceName.trim().toUpperCase(),
    );
    if (!instance) return refused('2083', [`there is no instance ${instanceName} on this host`], 'instanceName');
    if (!isProcessAlive(instance.processId, instance.startedAt)) return refused('P100', [instance.instanceName, 'it is not running']);
    const answer = await askInstance({
      controlPath: instance.controlPath,
      query: 'agent-describe',
      input: { mirrorName },
      timeoutMs: INSTANCE_DESCRIBE_MS,
    });
    if (answer.kind === 'silent')
      return refused('P100', [instance.instanceName, answer.isAbsent ? 'it is starting or ending' : 'it hangs']);
    if (answer.kind === 'refused') return { ok: false, refusal: answer.refusal };
    return accepted(describedMirrorSchema.parse(answer.value));
  }

  /** Is it up, and what does it or its journal say? Takes the mirror's virtual IP off the card of a dead instance first. */
  async report(member: MirrorMemberRegistration): Promise<AgentAnswer<'report'>> {
    return (await this.look(member)).report;
  }

  /**
   * `isQuiet`: it is starting or ending, and cannot say anything yet, or any more. It does not hang: whoever looks for a primary must not
   * have it killed for that.
   */
  private async look(member: MirrorMemberRegistration): Promise<{ report: AgentAnswer<'report'>; isQuiet: boolean }> {
    if (!isProcessAlive(member.processId, member.startedAt)) return { report: await this.reportDown(member), isQuiet: false };
    const answer = await askInstance({
      controlPath: member.controlPath,
      query: 'agent-standing',
      input: nameOf(member.mirror),
      timeoutMs: INSTANCE_STANDING_MS,
    });
    // It may have died while it was asked.
    if (answer.kind === 'silent' && !isProcessAlive(member.processId, member.startedAt))
      return { report: await this.reportDown(member), isQuiet: false };
    const isQuiet = this.isQuiet(member, answer.kind === 'silent' && answer.isAbsent);
    return {
      report: {
        instance: 'up',
        responsive: answer.kind !== 'silent' || isQuiet,
        standing: answer.kind === 'value' ? parseStanding(answer.value) : null,
        process: processName(member),
      },
      isQuiet,
    };
  }

  private isQuiet(member: MirrorMemberRegistration, isAbsent: boolean): boolean {
    const known = this.quiet.get(member.directory);
    if (!isAbsent || member.isStarting) {
      this.quiet.delete(member.directory);
      return isAbsent;
    }
    const sinceMs = known?.process === processName(member) ? known.sinceMs : systemClock.nowMs();
    this.quiet.set(member.directory, { process: processName(member), sinceMs });
    return systemClock.nowMs() - sinceMs < this.quietMs;
  }

  /**
   * Kills the process that is meant, stopped or not, and waits until it is gone; then as `report`. `up`: it outlived the wait, or it is not
   * known yet whether it is meant. When another process than the meant one runs, the meant one is gone: `down`, and the other is left
   * alone.
   */
  async forceDown(member: MirrorMemberRegistration, meant: MeantProcess): Promise<AgentAnswer<'force-down'>> {
    const { processId, startedAt, instanceName } = member;
    if (isProcessAlive(processId, startedAt)) {
      // Asking takes time: only where the answer decides.
      const { report, isQuiet } = meant.kind === 'older-term' ? await this.look(member) : { report: null, isQuiet: false };
      if (report?.instance === 'down') return report;
      const aim = aimOf(meant, {
        process: processName(member),
        isResponsive: !isQuiet && (report?.responsive ?? false),
        standing: report?.standing ?? null,
      });
      if (aim === 'unclear') return report ?? this.report(member);
      if (aim === 'spare') return this.isGone(member);
      this.log(`Forcing instance ${instanceName} (${processId}) down`);
      kill(processId);
      const isGone = await this.waitUntilGone(member);
      this.log(
        isGone
          ? `Instance ${instanceName} (${processId}) is down`
          : `Instance ${instanceName} (${processId}) did not end within ${KILL_MS} ms`,
      );
    }
    // What it registers now: another process may have been started in between.
    return this.report(this.member(nameOf(member.mirror)) ?? member);
  }

  /** The virtual IP is not touched: the process that runs looks after it. */
  private async isGone(member: MirrorMemberRegistration): Promise<AgentAnswer<'force-down'>> {
    this.log(
      `Instance ${member.instanceName} (${member.processId}) runs and was not meant by an order to force it down: the process that was meant is gone`,
    );
    const history = await readMirrorHistory(member.mirror);
    return { instance: 'down', journal: typeof history === 'string' ? history : history.journal };
  }

  /**
   * Sets `ValidatedMember` of an instance that is down to 0, looks whether that still stands, or takes it back before the instance has
   * started again. Answers as `report`: `up` when the instance lives, and nothing has changed then. Refuses with 2126 when the disk does
   * not take it.
   */
  setValidatedMember(member: MirrorMemberRegistration, order: ValidatedMemberOrder): Promise<Outcome<AgentAnswer<'set-validated-member'>>> {
    // One after the other: between reading the edit and writing it another promotion may come.
    const { directory } = member;
    const turn = (this.edits.get(directory) ?? Promise.resolve()).then(() => this.editValidatedMember(member, order));
    this.edits.set(
      directory,
      turn.catch(() => undefined),
    );
    return turn;
  }

  private async editValidatedMember(
    member: MirrorMemberRegistration,
    { order, by, promotion, roll, epoch }: ValidatedMemberOrder,
  ): Promise<Outcome<AgentAnswer<'set-validated-member'>>> {
    const { directory, instanceName, mirror } = member;
    const report = await this.report(member);
    if (report.instance === 'up') return accepted({ report, config: null, lock: 'open' });
    const answer = (lock: 'held' | 'open' | 'refused') => accepted({ report, config: mirror.config, lock });
    try {
      const edit = await readValidatedMemberEdit(directory);
      const standing = edit?.memberGuid === mirror.memberGuid ? edit : null;
      const owners: LockOwners = standing?.promotions ?? [];
      const isSetBack = standing?.isSetBack;
      const write = (promotions: LockOwners) =>
        writeValidatedMemberEdit(directory, {
          mirrorGuid: mirror.guid,
          memberGuid: mirror.memberGuid,
          by,
          promotions: [...promotions],
          isSetBack,
        });
      if (order === 'look') return answer(owners.includes(promotion) ? 'held' : 'open');
      if (order === 'release') {
        const rest = ownersReleased(owners, promotion);
        if (rest.length === owners.length) return answer('open');
        if (rest.length > 0 || isSetBack) await write(rest);
        else await removeValidatedMemberEdit(directory);
        this.log(`ValidatedMember of instance ${instanceName} is as it was before it was set by ${by}`);
        return answer('open');
      }
      if (!mayLockOut({ roll, epoch }, { guid: mirror.memberGuid, roll: mirror.config, epoch: epochOf(report.journal) })) {
        const why = roll ? 'has written down more of the mirror' : 'has journal of a later term, or journal that cannot be read';
        this.log(`ValidatedMember=0 was refused for instance ${instanceName}, wanted by ${by}: this member ${why}`);
        return answer('refused');
      }
      await write(ownersLocked(owners, promotion));
      // What is registered now: it may have begun to start before the edit was there to be seen.
      const now = readRegistration(directory);
      if (now && isProcessAlive(now.processId, now.startedAt)) {
        // One that was there before was there to be seen.
        if (owners.length === 0) await removeValidatedMemberEdit(directory);
        return accepted({ report: { instance: 'up', responsive: true, standing: null }, config: null, lock: 'open' });
      }
    } catch (error) {
      return refused('2126', [instanceName, error instanceof Error ? error.message : String(error)]);
    }
    this.log(`ValidatedMember=0 was set for instance ${instanceName}, wanted by ${by}`);
    // Once more: it may have lived, and written, between the first look and the edit.
    const last = await this.report(member);
    const registered = readRegistration(directory);
    const latest = registered ? [registered.mirror, ...(registered.otherMirrors ?? [])].find((one) => one?.guid === mirror.guid) : null;
    return accepted({ report: last.instance === 'down' ? last : report, config: latest?.config ?? null, lock: 'held' });
  }

  private async waitUntilGone({ processId, startedAt }: MirrorMemberRegistration): Promise<boolean> {
    const deadline = systemClock.nowMs() + KILL_MS;
    while (isProcessAlive(processId, startedAt)) {
      if (systemClock.nowMs() > deadline) return false;
      await pause(systemClock, KILL_LOOK_MS);
    }
    return true;
  }

  private async reportDown(member: MirrorMemberRegistration): Promise<AgentAnswer<'report'>> {
    const { virtualIp } = member.mirror;
    if (virtualIp) {
      await this.network.removeAddress(virtualIp.card, virtualIp.address).catch((error: unknown) => {
        // The new primary finds the address in use and says so; the journal is worth reporting all the same.
        this.log(
          `Virtual IP ${virtualIp.address} could not be removed from ${virtualIp.card}: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
    }
    const history = await readMirrorHistory(member.mirror);
    return { instance: 'down', journal: typeof history === 'string' ? history : history.journal };
  }
}

const nameOf = ({ guid, memberGuid }: MirrorRegistration): MemberName => ({ mirrorGuid: guid, memberGuid });

function kill(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // Gone already, or not ours to kill: the wait that follows tells which.
  }
}

function parseStanding(value: unknown): Standing | null {
  return standingSchema.nullable().parse(value);
}
