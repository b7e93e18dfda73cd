/** Takeovers while received journal is still on its way to a slow disk: the new primary's databases hold what its history holds. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, otherMember, until } from './april-lab.ts';
import { differencesBetweenMembers } from './equal-members.ts';
import { LoadedClients } from './loaded-clients.ts';

const CLIENTS = 8;
/** Before the kill the disk has been slow for several writes: of each of them the clients get one acknowledgement each. */
const SLOW_ACKNOWLEDGEMENTS = 6 * CLIENTS;
const ROUNDS = 4;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril();
});
afterAll(() => lab.stop());

test('killed under load while the disk of the backup is slow: nothing is lost, and both have the same', async () => {
  const load = await LoadedClients.start(lab, { clients: CLIENTS, database: 'DATA' });
  for (let round = 0; round < ROUNDS; round++) {
    const primary = await lab.healthy();
    const backup = otherMember(primary);
    await lab.orderLab({ kind: 'set-journal-disk', host: backup, instance: 'IRIS', condition: 'slow' });
    const before = load.acknowledgedCount;
    await until(
      'the slow disk has taken several writes',
      FAILOVER_DEADLINE_MS,
      async () => load.acknowledgedCount >= before + SLOW_ACKNOWLEDGEMENTS,
    );
    await lab.orderLab({ kind: 'kill-instance', host: primary, instance: 'IRIS' });
    expect(await lab.primary()).toBe(backup);
    await lab.orderLab({ kind: 'set-journal-disk', host: backup, instance: 'IRIS', condition: 'healthy' });
    await lab.orderLab({ kind: 'start-instance', host: primary, instance: 'IRIS' });
    await until('the old primary is backup', HEALTHY_DEADLINE_MS, async () => (await lab.monitor(primary)).role === 'backup');
  }
  const last = await lab.healthy();
  await load.stop();
  expect(await load.lost(last)).toEqual([]);
  expect(await differencesBetweenMembers(lab)).toEqual([]);
});
