/**
 * Parallel dejournaling over real processes: a backup that is away, returns and is killed while its updaters work; afterwards every
 * database is the same on both members.
 */
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareDatabases } from '../../lib/engine/database/compare.ts';
import { mirroredCopies, pairsOf } from '../../lib/engine/database/mirrored-copies.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, otherMember, until } from './april-lab.ts';

const DATABASES = ['DATA', 'MORE'];
const GLOBALS = 6;
const SETS = 60_000;
const SETS_PER_REQUEST = 1000;
const KILLS = 3;
/** A prime, so that places jump. */
const STRIDE = 7919;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril({ qosTimeoutMs: 4000 });
  await lab.createMirroredDatabase('MORE');
});
afterAll(() => lab.stop());

/** Scattered sets over several globals of each database, and kills of subtrees among them. */
async function write(round: number): Promise<void> {
  const client = await lab.connect();
  for (const database of DATABASES) {
    for (let start = 0; start < SETS; start += SETS_PER_REQUEST) {
      const nodes = Array.from({ length: SETS_PER_REQUEST }, (_, index) => {
        const place = ((start + index) * STRIDE) % 100_003;
        return [[`G${place % GLOBALS}`, place % 50, place], `round ${round}, ${start + index}`];
      }).flat() as (string | (string | number)[])[];
      const reply = await client.request({ op: 'set-many', job: 1, database, nodes });
      if (!reply.ok) throw new Error(`${reply.code} ${reply.args.join(' ')}`);
    }
    const killed = await client.request({ op: 'kill', job: 1, database, reference: [`G${round}`, round] });
    expect(killed.ok).toBe(true);
  }
  client.close();
}

test('a backup that is killed again and again while its updaters work ends up with the same nodes', async () => {
  const away = otherMember(await lab.healthy());
  await lab.orderLab({ kind: 'stop-instance', host: away, instance: 'IRIS' });
  await write(1);
  let mostUpdaters = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    await lab.orderLab({ kind: 'start-instance', host: away, instance: 'IRIS' });
    await until('updaters work on the member that was away', HEALTHY_DEADLINE_MS, async () => {
      const updaters = (await lab.ask(away, 'processes', {})).processes.filter(({ user }) => user === 'Mirror Prefet');
      mostUpdaters = Math.max(mostUpdaters, updaters.length);
      return updaters.length > 0;
    });
    await lab.orderLab({ kind: 'kill-instance', host: away, instance: 'IRIS' });
    await write(2 + kill);
  }
  expect(mostUpdaters).toBeGreaterThan(0);
  await lab.orderLab({ kind: 'start-instance', host: away, instance: 'IRIS' });
  await lab.healthy();
  const pairs = pairsOf((await mirroredCopies(lab.dataDirectory)).filter(({ name }) => DATABASES.includes(name)));
  expect(pairs.map(({ left, right }) => [left.name, left.host, right.host])).toEqual(DATABASES.map((name) => [name, 'servera', 'serverb']));
  for (const { left, right } of pairs) {
    const comparison = await compareDatabases(left.directory, right.directory, { deadlineMs: HEALTHY_DEADLINE_MS });
    expect(comparison.first, `${left.name}: ${comparison.first?.reference}`).toBeNull();
    expect(comparison.leftCount).toBeGreaterThan(SETS / 2);
  }
});

test('a node that only one member has is found', async () => {
  const primary = await lab.healthy();
  const directory = (host: string) => lab.instanceDirectory(host).then((instance) => path.join(instance, 'mgr', 'data'));
  const [left, right] = [await directory(primary), await directory(otherMember(primary))];
  await lab.orderLab({ kind: 'stop-instance', host: otherMember(primary), instance: 'IRIS' });
  await lab.order(primary, { kind: 'set-node', database: 'DATA', reference: '^Only("here")', value: 'yes' });
  await until('the node is in the file', FAILOVER_DEADLINE_MS, async () => !(await compareDatabases(left, right, { deadlineMs: 0 })).equal);
  expect((await compareDatabases(left, right, { deadlineMs: 0 })).first).toMatchObject({
    reference: '^Only("here")',
    left: 'yes',
    right: undefined,
  });
  await lab.orderLab({ kind: 'start-instance', host: otherMember(primary), instance: 'IRIS' });
  await lab.healthy();
  expect(await compareDatabases(left, right)).toMatchObject({ equal: true });
});
