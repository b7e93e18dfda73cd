/**
 * The outage tables of the fact sheet on real processes, under load, the data read back after each: link losses (4.6), outage scenarios 1
 * to 6 with a backup that is Active and with one that is not (4.10), losses in sequence and together, crashes and returns in every order.
 * G05, G10, G12, Y01, Y02, Y09.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AprilLab, MEMBERS, type MemberHost, otherMember, until } from './april-lab.ts';
import { keepInOrder } from './keep-in-order.ts';
import { LoadedClients } from './loaded-clients.ts';
import { never } from './never.ts';
import { Transfers } from './transfers.ts';

const QOS_MS = 2000;
const ARBITER = 'serverc';
/**
 * A takeover by silence takes QoS and a little, and trouble state in agent mode five seconds at this QoS: how long exactly is held in
 * simulated time. Here a busy machine must not look like a fault.
 */
const TAKEOVER_DEADLINE_MS = QOS_MS + 15_000;
const GOES_ON_DEADLINE_MS = QOS_MS + 20_000;
const DOWN_DEADLINE_MS = 30_000;
/** Acknowledgements that were under way have arrived when none has come for this long. */
const QUIET_MS = 500;
/** What must not happen is watched for this long: longer than any wait of a member at this QoS. */
const NEVER_MS = 2 * QOS_MS;

let lab: AprilLab;
let load: LoadedClients;
let primary: MemberHost;
let backup: MemberHost;

beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril();
  // By an edit: everybody who waits, the arbiter too, must wait by it from now on.
  await lab.setQosTimeout(QOS_MS);
});
afterAll(() => lab.stop());
beforeEach(async () => {
  primary = await lab.healthy();
  backup = otherMember(primary);
  load = await LoadedClients.start(lab, { clients: 4, database: 'DATA' });
  await writesGoOn(200);
});

keepInOrder(
  () => lab,
  () => load,
);

const order = { instance: 'IRIS' };
const kill = (host: string) => lab.orderLab({ kind: 'kill-instance', host, ...order });
const stop = (host: string) => lab.orderLab({ kind: 'stop-instance', host, ...order });
const start = (host: string) => lab.orderLab({ kind: 'start-instance', host, ...order });
const hang = (host: string) => lab.orderLab({ kind: 'pause-instance', host, ...order });
const wake = (host: string) => lab.orderLab({ kind: 'resume-instance', host, ...order });
const setDisk = (host: string, condition: 'healthy' | 'slow' | 'full') =>
  lab.orderLab({ kind: 'set-journal-disk', host, ...order, condition });
type Path = readonly [string, string];
/** At once: on a busy machine one after the other would be seconds apart, which is another outage. */
const setPaths = (paths: readonly Path[], cut: boolean) =>
  Promise.all(paths.map(([from, to]) => lab.orderLab({ kind: 'cut-path', from, to, bothWays: true, cut })));
const roleOf = (host: MemberHost) =>
  lab.monitor(host).then(
    ({ role }) => role,
    () => null,
  );

async function writesGoOn(count = 100, deadlineMs = GOES_ON_DEADLINE_MS): Promise<void> {
  const before = load.acknowledgedCount;
  await until(`${count} writes are acknowledged`, deadlineMs, async () => load.acknowledgedCount >= before + count);
}
/** From now on. */
async function nothingIsAcknowledged(): Promise<void> {
  await until(
    'acknowledgements that were under way have arrived',
    GOES_ON_DEADLINE_MS,
    async () => performance.now() - load.lastAcknowledgedMs > QUIET_MS,
  );
  const before = load.acknowledgedCount;
  await never('a write is acknowledged', NEVER_MS, async () => load.acknowledgedCount > before);
}
const becomesPrimary = (host: MemberHost, deadlineMs = TAKEOVER_DEADLINE_MS) =>
  until(`${host} is primary`, deadlineMs, async () => (await roleOf(host)) === 'primary');
const isDown = (host: MemberHost) =>
  until(`the instance of ${host} is down`, DOWN_DEADLINE_MS, async () => (await lab.host(host)).instances[0]?.state === 'down');

/** The end of every test: healthy by itself, and every acknowledged write is on both members. */
async function allIsThere(): Promise<MemberHost> {
  const now = await lab.healthy();
  await load.stop();
  expect(await load.lost(now)).toEqual([]);
  return now;
}

describe('links lost from a healthy mirror (facts 4.6)', () => {
  type Link = 'P-B' | 'P-A' | 'B-A';
  const between: Record<Link, () => Path> = {
    'P-B': () => [primary, backup],
    'P-A': () => [primary, ARBITER],
    'B-A': () => [backup, ARBITER],
  };
  const rows: { row: number; lost: Link[]; cause: string }[] = [
    { row: 1, lost: ['B-A'], cause: 'the backup loses the arbiter' },
    { row: 2, lost: ['P-A'], cause: 'the primary loses the arbiter' },
    { row: 3, lost: ['P-B'], cause: 'the members lose each other' },
    { row: 4, lost: ['P-A', 'B-A'], cause: 'the arbiter is isolated' },
    { row: 5, lost: ['P-B', 'B-A'], cause: 'the backup is isolated' },
  ];
  test.each(rows)('row $row: $cause: the primary goes on, agent controlled', async ({ lost }) => {
    const paths = lost.map((link) => between[link]());
    await setPaths(paths, true);
    await until(
      'the primary is agent controlled and writes',
      GOES_ON_DEADLINE_MS,
      async () => (await lab.monitor(primary)).arbiter.mode === 'agent-controlled',
    );
    await writesGoOn();
    expect(await roleOf(primary)).toBe('primary');
    expect(await roleOf(backup)).not.toBe('primary');
    await setPaths(paths, false);
    expect(await allIsThere()).toBe(primary);
  });

  test('row 6: the primary is cut off: the backup takes over, the old primary acknowledges nothing and is forced down when it can be reached', async () => {
    const paths: Path[] = [
      [primary, backup],
      [primary, ARBITER],
    ];
    await setPaths(paths, true);
    await becomesPrimary(backup);
    await writesGoOn();
    // A client still reaches the old primary, which does not know of the new one.
    expect(await acceptsWrites(primary)).toBe(false);
    await setPaths(paths, false);
    await isDown(primary);
    await start(primary);
    expect(await allIsThere()).toBe(backup);
  });

  test('row 7: everything at once: nobody serves until the members reach each other, then the primary goes on', async () => {
    const paths: Path[] = [
      [primary, backup],
      [primary, ARBITER],
      [backup, ARBITER],
    ];
    await setPaths(paths, true);
    await until('the primary is in trouble', GOES_ON_DEADLINE_MS, async () => (await roleOf(primary)) === 'in-trouble');
    await nothingIsAcknowledged();
    expect(await roleOf(backup)).not.toBe('primary');
    await setPaths([[primary, backup]], false);
    await writesGoOn();
    await setPaths(paths, false);
    expect(await allIsThere()).toBe(primary);
  });

  test('one way only: what the backup says does not reach the primary, and nobody becomes a second primary', async () => {
    await lab.orderLab({ kind: 'cut-path', from: backup, to: primary, bothWays: false, cut: true });
    await writesGoOn();
    expect([await roleOf(primary), await roleOf(backup)]).toEqual(['primary', expect.not.stringMatching('primary')]);
    await lab.orderLab({ kind: 'cut-path', from: backup, to: primary, bothWays: false, cut: false });
    expect(await allIsThere()).toBe(primary);
  });
});

describe('the arbiter and the backup are lost', () => {
  test('in sequence: the primary goes on', async () => {
    await lab.orderLab({ kind: 'power-off-host', host: ARBITER });
    await until('agent controlled', GOES_ON_DEADLINE_MS, async () => (await lab.monitor(primary)).arbiter.mode === 'agent-controlled');
    await lab.orderLab({ kind: 'power-off-host', host: backup });
    await writesGoOn(100, 2 * GOES_ON_DEADLINE_MS);
    for (const host of [ARBITER, backup]) await lab.orderLab({ kind: 'power-on-host', host });
    expect(await allIsThere()).toBe(primary);
  });

  test('together: the primary believes to be isolated and serves nobody until the backup is back', async () => {
    await Promise.all([ARBITER, backup].map((host) => lab.orderLab({ kind: 'power-off-host', host })));
    await until('the primary is in trouble', GOES_ON_DEADLINE_MS, async () => (await roleOf(primary)) === 'in-trouble');
    await nothingIsAcknowledged();
    await lab.orderLab({ kind: 'power-on-host', host: backup });
    await writesGoOn();
    await lab.orderLab({ kind: 'power-on-host', host: ARBITER });
    expect(await allIsThere()).toBe(primary);
  });
});

describe('the primary is lost while the backup is not Active (facts 4.10, right column)', () => {
  const rows = [
    { scenario: '1, planned stop', lose: (host: MemberHost) => stop(host) },
    { scenario: '2, hang', lose: (host: MemberHost) => hang(host) },
    { scenario: '3, kill', lose: (host: MemberHost) => kill(host) },
  ];
  test.each(rows)('$scenario: the backup takes over once it has the journal from the agent', async ({ lose }) => {
    await stop(backup);
    await writesGoOn(300);
    await lose(primary);
    await start(backup);
    await becomesPrimary(backup, DOWN_DEADLINE_MS);
    await writesGoOn();
    await isDown(primary);
    await start(primary);
    expect(await allIsThere()).toBe(backup);
  });

  test('5, host dead: a lone restarted member does not promote itself, and what it lacks is served when the host is back', async () => {
    await stop(backup);
    await writesGoOn(300);
    await lab.orderLab({ kind: 'power-off-host', host: primary });
    await start(backup);
    await never('the lone member became primary', NEVER_MS, async () => (await roleOf(backup)) === 'primary');
    await lab.orderLab({ kind: 'power-on-host', host: primary });
    await allIsThere();
  });
});

describe('both members crash and return', () => {
  test('Y01: the backup crashes, the primary goes on and crashes; the primary returns first', async () => {
    await kill(backup);
    await writesGoOn(300);
    await kill(primary);
    await start(primary);
    await becomesPrimary(primary, DOWN_DEADLINE_MS);
    await start(backup);
    expect(await allIsThere()).toBe(primary);
  });

  test.each(['old', 'new'] as const)('G10: the primary dies, the new one dies; the %s one returns first', async (first) => {
    await kill(primary);
    await becomesPrimary(backup);
    await writesGoOn(300);
    await kill(backup);
    const [one, other] = first === 'old' ? [primary, backup] : [backup, primary];
    await start(one);
    await becomesPrimary(one, DOWN_DEADLINE_MS);
    await start(other);
    expect(await allIsThere()).toBe(one);
  });
});

describe('the disk (facts 4.10, scenario 4)', () => {
  test('the disk of the primary is full for a moment: updates freeze, then go on, no role changes', async () => {
    await setDisk(primary, 'full');
    await until(
      'the journal is frozen',
      TAKEOVER_DEADLINE_MS,
      async () => (await lab.ask(primary, 'journal-state', {})).state.kind === 'frozen',
    );
    await setDisk(primary, 'healthy');
    await writesGoOn();
    expect(await allIsThere()).toBe(primary);
  });

  test('the disk of the primary stays full: it notices that it hangs and hands over', async () => {
    await setDisk(primary, 'full');
    await becomesPrimary(backup);
    await writesGoOn();
    await isDown(primary);
    await expect(start(primary), 'an instance without a journal does not start').rejects.toThrow();
    await setDisk(primary, 'healthy');
    await start(primary);
    expect(await allIsThere()).toBe(backup);
  });

  test('the disk of the backup is full: the primary goes on alone and takes it back when there is room', async () => {
    await setDisk(backup, 'full');
    await until('the backup is not Active any more', GOES_ON_DEADLINE_MS, async () => (await roleOf(backup)) !== 'backup');
    await writesGoOn(500);
    await setDisk(backup, 'healthy');
    expect(await allIsThere()).toBe(primary);
  });

  test('both disks are slow: every commit is, and nothing else happens', async () => {
    for (const host of [primary, backup]) await setDisk(host, 'slow');
    await writesGoOn(20);
    expect((await lab.monitor(primary)).arbiter.mode).toBe('arbiter-controlled');
    for (const host of [primary, backup]) await setDisk(host, 'healthy');
    expect(await allIsThere()).toBe(primary);
  });
});

describe('transactions', () => {
  test('Y09: a kill in the middle of transactions: all or nothing of each, the sum of all accounts stays', async () => {
    const transfers = await Transfers.start(lab, 'DATA');
    await until('transfers are committed', GOES_ON_DEADLINE_MS, async () => transfers.committedCount > 100);
    await transfers.leaveOneOpen();
    await kill(primary);
    await becomesPrimary(backup);
    await writesGoOn();
    await transfers.stop();
    await start(primary);
    const now = await allIsThere();
    for (const host of [now, otherMember(now)]) expect(await transfers.wrongOn(MEMBERS[host].publicAddress), host).toEqual([]);
  });
});

describe('a hung primary wakes', () => {
  test('not one write is accepted by it after another has become primary', async () => {
    // Cut off from its agent's caller as well, so that nobody can end it: it really wakes.
    const paths: Path[] = [
      [primary, backup],
      [primary, ARBITER],
    ];
    const waiting = await lab.connect(MEMBERS[primary].publicAddress);
    await waiting.set('DATA', ['Hung', 'before'], 'x');
    await setPaths(paths, true);
    await hang(primary);
    const answers = Array.from({ length: 50 }, (_, index) =>
      waiting.set('DATA', ['Hung', index], 'x').then(
        () => 'acknowledged',
        () => 'not acknowledged',
      ),
    );
    await becomesPrimary(backup);
    await writesGoOn();
    await wake(primary);
    expect(await acceptsWrites(primary)).toBe(false);
    await setPaths(paths, false);
    await isDown(primary);
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['not acknowledged']));
    await start(primary);
    expect(await allIsThere()).toBe(backup);
  });
});

/** Tries to write at the member's own address for a while. */
async function acceptsWrites(host: MemberHost): Promise<boolean> {
  const client = await lab.connect(MEMBERS[host].publicAddress).catch(() => null);
  if (!client) return false;
  let isAccepted = false;
  const writing = client.set('DATA', ['Refused', host], 'x').then(
    () => {
      isAccepted = true;
    },
    () => undefined,
  );
  await Promise.race([writing, new Promise((resolve) => setTimeout(resolve, NEVER_MS))]);
  client.close();
  return isAccepted;
}
