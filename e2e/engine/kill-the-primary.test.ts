/** Issue "the April mirror", 2: replicate, then kill the primary ten times under load. P05, G10. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InstanceView } from '../../lib/contract/views.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, type MemberHost, otherMember, until } from './april-lab.ts';
import { LoadedClients } from './loaded-clients.ts';
import { watchForTwoPrimaries } from './two-primaries.ts';

const REPLICATED = 100_000;
const SETS_PER_REQUEST = 1000;
const KILLS = 10;
/** Each kill comes only after this many acknowledged writes, or it would prove nothing. */
const WRITES_BEFORE_KILL = 300;
const REPLICATION_DEADLINE_MS = 60_000;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril();
});
afterAll(() => lab.stop());

test('100,000 sets are on the backup, node for node', async () => {
  const client = await lab.connect();
  for (let start = 0; start < REPLICATED; start += SETS_PER_REQUEST) {
    const nodes = Array.from({ length: SETS_PER_REQUEST }, (_, index) => [
      ['Replicated', start + index],
      `value ${start + index}`,
    ]).flat() as (string | (string | number)[])[];
    const reply = await client.request({ op: 'set-many', job: 1, database: 'DATA', nodes });
    expect(reply.ok).toBe(true);
  }
  client.close();
  await until(
    'the last node is on the backup',
    REPLICATION_DEADLINE_MS,
    async () => (await valueOn('serverb', REPLICATED - 1)) === `value ${REPLICATED - 1}`,
  );
  const seen = await countNodes('serverb', '^Replicated');
  expect(seen).toBe(REPLICATED);
});

test('writes on the backup are refused with <PROTECT> and change nothing', async () => {
  const backup = otherMember(await lab.primary());
  const client = await lab.connect(backup === 'serverb' ? '172.16.58.102' : '172.16.58.101');
  const reply = await client.request({ op: 'set', job: 1, database: 'DATA', reference: ['Replicated', 1], value: 'changed' });
  client.close();
  expect(reply).toMatchObject({ ok: false, code: '<NOTPRIMARY>' });
  await expect(lab.order(backup, { kind: 'set-node', database: 'DATA', reference: '^Replicated(1)', value: 'changed' })).rejects.toThrow(
    '<PROTECT>',
  );
  expect(await valueOn(backup, 1)).toBe('value 1');
});

test('ten kills of the primary under load lose no acknowledged write and never make two primaries', async () => {
  const load = await LoadedClients.start(lab, { clients: 8, database: 'DATA' });
  const watch = watchForTwoPrimaries(lab);
  for (let kill = 0; kill < KILLS; kill++) {
    const primary = await lab.healthy();
    const before = load.acknowledgedCount;
    await until(
      'writes are acknowledged before the kill',
      FAILOVER_DEADLINE_MS,
      async () => load.acknowledgedCount >= before + WRITES_BEFORE_KILL,
    );
    await lab.orderLab({ kind: 'kill-instance', host: primary, instance: 'IRIS' });
    const atKill = load.acknowledgedCount;
    await until(`writes are acknowledged after kill ${kill + 1}`, FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > atKill);
    expect(await lab.primary()).toBe(otherMember(primary));
    await lab.orderLab({ kind: 'start-instance', host: primary, instance: 'IRIS' });
    await until('the old primary is backup', FAILOVER_DEADLINE_MS * 2, async () => (await lab.monitor(primary)).role === 'backup');
  }
  const last = await lab.healthy();
  await load.stop();
  expect(await watch.stop()).toEqual([]);
  expect(await load.lost(last)).toEqual([]);
  const journals = await Promise.all((['servera', 'serverb'] as const).map((host) => lab.ask(host, 'journals', {})));
  const histories = journals.map(({ files }) =>
    files
      .filter(({ mirror }) => mirror === 'APRIL')
      .map(({ name, fileCount }) => `${fileCount} ${name}`)
      .sort(),
  );
  expect(histories[0]).toEqual(histories[1]);
});

async function valueOn(host: MemberHost, subscript: number): Promise<string | null> {
  const { nodes } = await lab.ask(host, 'global-nodes', {
    database: 'DATA',
    reference: `^Replicated(${subscript})`,
    after: null,
    limit: 1,
  });
  return nodes[0]?.value ?? null;
}

async function countNodes(host: MemberHost, reference: string): Promise<number> {
  let count = 0;
  for (let after: string | null = null; ; ) {
    const { nodes, more }: InstanceView<'global-nodes'> = await lab.ask(host, 'global-nodes', {
      database: 'DATA',
      reference,
      after,
      limit: 500,
    });
    count += nodes.length;
    if (!more) return count;
    after = nodes.at(-1)?.reference ?? null;
  }
}
