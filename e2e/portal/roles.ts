/** Who is primary: specs on one product follow each other, and each makes sure of what it needs. */
import { type Member, SERVER_A, SERVER_B } from './april.ts';
import { CATCH_UP_DEADLINE_MS } from './deadlines.ts';
import type { EngineDoor } from './engine-door.ts';
import { expect } from './fixtures.ts';

export async function healthyWith(engine: EngineDoor, primary: Member): Promise<void> {
  await expect
    .poll(async () => (await engine.askInstance(primary.target, 'mirror-monitor', {}).catch(() => null))?.failover.reason, {
      timeout: CATCH_UP_DEADLINE_MS * 2,
      message: `healthy with ${primary.member}`,
    })
    .toBe('ready-arbiter');
}

export const isDown = (engine: EngineDoor, member: Member) =>
  expect.poll(async () => (await engine.askLab()).hosts.find(({ name }) => name === member.host)?.instances[0]?.state, { timeout: CATCH_UP_DEADLINE_MS }).toBe('down');

export const start = (engine: EngineDoor, member: Member) => engine.orderLab({ kind: 'start-instance', host: member.host, instance: 'IRIS' });

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
