/** A member that was away: how fast it receives and applies what it missed. */
import { type AprilLab, HEALTHY_DEADLINE_MS, type MemberHost, otherMember, until } from '../engine/april-lab.ts';
import { megabyteRatesText } from './figures.ts';
import { LOOK_EVERY_MS, writeBulk } from './throughput.ts';

const ROUNDS = 3;
/** Of 20,000 sets each: a few dozen megabytes of journal. */
const TRANSACTIONS = 40;
const BYTES_PER_MEGABYTE = 1_000_000;

export async function measureCatchUp(lab: AprilLab): Promise<void> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) rates.push(await catchUp(lab, round));
  console.log(
    `catch-up of a member that was away, from its start to its last record applied, TLS and LZ4: ${megabyteRatesText(rates)} of journal`,
  );
}

/** Megabytes per second of one absence. */
async function catchUp(lab: AprilLab, round: number): Promise<number> {
  const away = otherMember(await lab.healthy());
  const before = await appliedTo(lab, away);
  await lab.orderLab({ kind: 'stop-instance', host: away, instance: 'IRIS' });
  const last = await writeBulk(lab, { database: 'DATA', global: 'Away', round, transactions: TRANSACTIONS });
  await lab.orderLab({ kind: 'start-instance', host: away, instance: 'IRIS' });
  await until('it runs again', HEALTHY_DEADLINE_MS, async () => (await lab.monitor(away)).role !== 'primary');
  const start = performance.now();
  await until(
    'the last record is applied',
    HEALTHY_DEADLINE_MS,
    async () => (await lab.ask(away, 'global-nodes', { database: 'DATA', reference: last, after: null, limit: 1 })).nodes.length === 1,
    { everyMs: LOOK_EVERY_MS },
  );
  const seconds = (performance.now() - start) / 1000;
  await lab.healthy();
  return ((await appliedTo(lab, away)) - before) / BYTES_PER_MEGABYTE / seconds;
}

/** Bytes of mirror journal that the database has, over all files. */
async function appliedTo(lab: AprilLab, host: MemberHost): Promise<number> {
  return until('a position of the database', HEALTHY_DEADLINE_MS, async () => {
    const { nextRecord } = (await lab.monitor(host)).databases.find(({ localName }) => localName === 'DATA') ?? { nextRecord: null };
    if (nextRecord === null || nextRecord.time !== null) return null;
    return nextRecord.offset;
  });
}
