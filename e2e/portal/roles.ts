/** Who is primary: specs on one product follow each other, and each makes sure of what it needs. */
import { expect } from '@playwright/test';
import { type AnyMember, type Member, SERVER_A, SERVER_B, SERVER_D, SERVER_E } from './april.ts';
import { CATCH_UP_DEADLINE_MS } from './deadlines.ts';
import type { EngineDoor } from './engine-door.ts';

export async function healthyWith(engine: EngineDoor, primary: Member): Promise<void> {
  await expect
    .poll(async () => (await engine.askInstance(primary.target, 'mirror-monitor', {}).catch(() => null))?.failover.reason, {
      timeout: CATCH_UP_DEADLINE_MS * 2,
      message: `healthy with ${primary.member}`,
    })
    .toBe('ready-arbiter');
}

export const isDown = (engine: EngineDoor, member: Member) =>
  expect
    .poll(async () => (await engine.askLab()).hosts.find(({ name }) => name === member.host)?.instances[0]?.state, {
      timeout: CATCH_UP_DEADLINE_MS,
    })
    .toBe('down');

export const start = (engine: EngineDoor, member: Member) =>
  engine.orderLab({ kind: 'start-instance', host: member.host, instance: 'IRIS' });

/** A planned switch, when another member is primary; then a healthy mirror. */
export async function makePrimary(engine: EngineDoor, member: Member): Promise<void> {
  const other = member === SERVER_A ? SERVER_B : SERVER_A;
  if ((await engine.askInstance(member.target, 'summary', {})).mirror?.status !== 'primary') {
    await engine.tryInstance(member.target, { kind: 'try-primary' });
    await isDown(engine, other);
    await start(engine, other);
  }
  await healthyWith(engine, member);
}

/** Servera is primary without a backup, and knows it. */
export async function stopBackup(engine: EngineDoor): Promise<void> {
  await engine.orderLab({ kind: 'stop-instance', host: SERVER_B.host, instance: 'IRIS' });
  await isDown(engine, SERVER_B);
  await modeIs(engine, 'agent-controlled');
}

/** Serverb joins the primary servera; the asyncs follow. */
export async function startBackup(engine: EngineDoor, { withAsyncs }: { withAsyncs: boolean }): Promise<void> {
  await statusIs(engine, SERVER_A, 'primary');
  await start(engine, SERVER_B);
  await healthyWith(engine, SERVER_A);
  await modeIs(engine, 'arbiter-controlled');
  if (withAsyncs) for (const member of [SERVER_D, SERVER_E]) await statusIs(engine, member, 'connected');
}

const modeIs = (engine: EngineDoor, mode: string) =>
  expect
    .poll(async () => (await engine.askInstance(SERVER_A.target, 'mirror-monitor', {})).arbiter.mode, { timeout: CATCH_UP_DEADLINE_MS })
    .toBe(mode);

export const statusIs = (engine: EngineDoor, member: AnyMember, status: string) =>
  expect
    .poll(async () => (await engine.askInstance(member.target, 'summary', {}).catch(() => null))?.mirror?.status, {
      timeout: CATCH_UP_DEADLINE_MS,
      message: `${member.member} is ${status}`,
    })
    .toBe(status);
