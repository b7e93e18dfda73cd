/** One timeline of the mirror, the same on each member; a takeover in it with the steps that its member measured; the headline. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InstanceView } from '../../lib/contract/views.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, type MemberHost, otherMember, until, VIRTUAL_IP } from './april-lab.ts';
import { LoadedClients } from './loaded-clients.ts';

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril();
});
afterAll(() => lab.stop());

type Timeline = InstanceView<'mirror-timeline'>;
const timelineOf = (host: MemberHost, only: 'all' | 'roles' = 'all') => lab.ask(host, 'mirror-timeline', { only });
const keysOf = ({ entries }: Timeline) => entries.map(({ key }) => key);

/** Both members hold the same, and something of each. */
const shared = () =>
  until('both members show the same timeline', HEALTHY_DEADLINE_MS, async () => {
    const [a, b] = await Promise.all([timelineOf('servera'), timelineOf('serverb')]);
    if (keysOf(a).join() !== keysOf(b).join()) throw new Error(`${a.entries.length} and ${b.entries.length} entries`);
    return new Set(a.entries.map(({ member }) => member)).size === 2 ? { a, b } : null;
  });

const takeoverBy = async (host: MemberHost) =>
  until(`${host} tells of its takeover`, FAILOVER_DEADLINE_MS, async () => {
    const { headline } = await timelineOf(host);
    return headline?.member.startsWith(host.toUpperCase()) ? headline : null;
  });

test('what both members told is on both, in the same order and with the same words', async () => {
  await lab.healthy();
  const { a, b } = await shared();
  expect(a).toEqual(b);
});

test('a kill: a takeover with its steps, in their order and within it; the headline on both until one acknowledges', async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  const killedAt = Date.now();
  await lab.orderLab({ kind: 'kill-instance', host: primary, instance: 'IRIS' });
  const { at, takeover } = await takeoverBy(backup);
  const seenAt = Date.now();
  expect(takeover).toMatchObject({
    cause: expect.stringMatching(/^(arbiter|agent-confirmed)$/),
    from: { name: `${primary.toUpperCase()}/IRIS` },
  });
  const { steps = [], tookMs = 0 } = takeover ?? {};
  expect(steps.map(({ step }) => step)).toEqual([
    'noticed',
    takeover?.cause === 'arbiter' ? 'arbiter-asked' : 'agent-asked',
    ...steps.map(({ step }) => step).filter((step) => step === 'fetched'),
    'settled',
    'applied',
    'journal-switched',
    'databases-open',
    'virtual-ip-moved',
    'clients-admitted',
  ]);
  // Each begins where the one before ends: nothing in between is left out.
  for (const [index, { fromMs, toMs }] of steps.entries()) {
    expect(toMs).toBeGreaterThanOrEqual(fromMs);
    expect(fromMs).toBeCloseTo(steps[index - 1]?.toMs ?? 0, 0);
  }
  expect(steps.at(-1)?.toMs).toBe(tookMs);
  // By the clock of the machine: after the primary's last word, and over when it was seen.
  expect(Date.parse(at)).toBeLessThanOrEqual(seenAt);
  expect(Date.parse(at) - tookMs).toBeLessThanOrEqual(killedAt + 1000);
  expect(tookMs).toBeLessThanOrEqual(seenAt - killedAt + 6000);

  await lab.orderLab({ kind: 'start-instance', host: primary, instance: 'IRIS' });
  expect(await lab.healthy()).toBe(backup);
  const { a, b } = await shared();
  expect(a.headline?.takeover?.term).toBe(takeover?.term);
  expect(b.headline).toEqual(a.headline);
  await expect(lab.order(primary, { kind: 'acknowledge-takeover', term: 999 })).rejects.toThrow('P641');
  await lab.order(primary, { kind: 'acknowledge-takeover', term: takeover?.term ?? 0 });
  await until('it is no news on either', HEALTHY_DEADLINE_MS, async () =>
    (await Promise.all([timelineOf('servera'), timelineOf('serverb')])).every(({ headline }) => headline === null),
  );
});

test('a planned switch: by the word of an operator, from the order on; only role changes when asked for them', async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  await lab.order(backup, { kind: 'try-primary' });
  const { takeover } = await takeoverBy(backup);
  expect(takeover?.cause).toBe('ordered');
  expect(takeover?.steps[0]?.step).toBe('handed-over');
  await until('the former primary has ended', FAILOVER_DEADLINE_MS, async () => (await lab.host(primary)).instances[0]?.state === 'down');
  await lab.orderLab({ kind: 'start-instance', host: primary, instance: 'IRIS' });
  const { entries } = await timelineOf(backup, 'roles');
  expect(entries.map(({ story }) => story?.code)).toEqual(expect.arrayContaining(['became-primary', 'try-ordered']));
  expect(entries.map(({ story }) => story?.code)).not.toContain('takeover-acknowledged');
});

test('the probe of writes: off until it is ordered; its gap is that of an outside client within 100 ms, and stands in the takeover', async () => {
  expect((await lab.view()).writeProbe).toBeNull();
  const primary = await lab.healthy();
  await lab.orderLab({ kind: 'start-write-probe', mirrorName: 'APRIL', addresses: [VIRTUAL_IP], port: 1972, database: 'DATA' });
  const load = await LoadedClients.start(lab, { clients: 6, database: 'DATA', connectTimeoutMs: 100 });
  await until('both write', FAILOVER_DEADLINE_MS, async () => {
    const { writeProbe } = await lab.view();
    return load.acknowledgedCount > 100 && (writeProbe?.acknowledged ?? 0) > 20;
  });
  load.longestGapMs = 0;
  const terms = async () => (await timelineOf(otherMember(primary))).entries.flatMap(({ takeover }) => takeover?.term ?? []);
  const before = await terms();
  await lab.orderLab({ kind: 'kill-instance', host: primary, instance: 'IRIS' });
  const atKill = load.acknowledgedCount;
  const gap = await until('the gap is in the timeline of who took over', FAILOVER_DEADLINE_MS, async () => {
    const { entries } = await timelineOf(otherMember(primary));
    return entries.find(({ takeover }) => takeover && !before.includes(takeover.term))?.takeover?.gap;
  });
  await until('the outside client writes again', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > atKill + 100);
  const outside = load.longestGapMs;
  await load.stop();
  await lab.orderLab({ kind: 'stop-write-probe' });
  expect((await lab.view()).writeProbe).toBeNull();
  await lab.orderLab({ kind: 'start-instance', host: primary, instance: 'IRIS' });
  expect(Math.abs(gap.ms - outside), `the probe measured ${gap.ms} ms, the client outside ${outside} ms`).toBeLessThanOrEqual(100);
  expect(gap.ms).toBeCloseTo(Date.parse(gap.firstAt) - Date.parse(gap.lastAt), -1);
  const { a, b } = await shared();
  expect(a).toEqual(b);
});

test('what forcing the backup would cost: nothing while it is Active, all since its last word once it is gone', async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  const backupSeenBy = async (host: MemberHost) => {
    const { members } = await lab.ask(host, 'mirror-topology', {});
    return members.find(({ name }) => name === `${backup.toUpperCase()}/IRIS`);
  };
  for (const host of [primary, backup]) {
    const seen = await until(`${host} knows how soon the backup could serve`, FAILOVER_DEADLINE_MS, async () => {
      const member = await backupSeenBy(host);
      return member?.readyMs == null ? null : member;
    });
    expect(seen.atMostLost).toEqual({ records: 0, ms: 0, unheardMs: null });
    expect(seen.readyMs).toBeGreaterThan(0);
  }
  await lab.orderLab({ kind: 'stop-instance', host: backup, instance: 'IRIS' });
  const gone = await until('the backup was not heard for a second', FAILOVER_DEADLINE_MS, async () => {
    const lost = (await backupSeenBy(primary))?.atMostLost;
    return (lost?.unheardMs ?? 0) >= 1000 ? lost : null;
  });
  expect(gone).toMatchObject({ records: null, ms: null });
  await lab.orderLab({ kind: 'start-instance', host: backup, instance: 'IRIS' });
});

test('it outlasts the process', async () => {
  const host = otherMember(await lab.healthy());
  const before = keysOf(await timelineOf(host));
  await lab.orderLab({ kind: 'restart-instance', host, instance: 'IRIS' });
  await lab.healthy();
  const after = keysOf(await timelineOf(host));
  expect(after).toEqual(expect.arrayContaining(before.slice(0, 20)));
});
