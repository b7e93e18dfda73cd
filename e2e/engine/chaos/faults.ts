/** What can go wrong with a mirror, drawn by chance. Each fault knows how to begin and how the world is put right again; what must then happen by itself is not its business. */
import type { AprilLab, MemberHost } from '../april-lab.ts';
import type { Random } from '../../../lib/engine/sim/random.ts';

const ARBITER = 'serverc';
const order = { instance: 'IRIS' } as const;
/** How long a fault lasts. Some are over before any member can notice, most last until somebody had to decide. */
const BRIEF_MS = { least: 50, most: 1200 };
const LONG_MS = { least: 1500, most: 7000 };
const BRIEF_PROBABILITY = 0.35;

export interface Fault {
  readonly name: string;
  readonly holdMs: number;
  readonly begin: () => Promise<unknown>;
  /** Puts right what does not come right by itself: cables, power, disks, frozen processes. Instances and agents that are down are started by the runner. */
  readonly end: () => Promise<unknown>;
}
interface World {
  readonly lab: AprilLab;
  readonly random: Random;
  readonly primary: MemberHost;
  readonly backup: MemberHost;
}
type Draw = (world: World) => Omit<Fault, 'holdMs'>;

const nothing = () => Promise.resolve();
const member = ({ random, primary, backup }: World) => random.pick([primary, primary, backup]);
const labelOf = (world: World, host: string) => (host === world.primary ? `primary ${host}` : host === world.backup ? `backup ${host}` : `arbiter ${host}`);

const kill: Draw = (world) => {
  const host = member(world);
  return { name: `kill -9 the ${labelOf(world, host)}`, begin: () => world.lab.orderLab({ kind: 'kill-instance', host, ...order }), end: nothing };
};
const killBoth: Draw = ({ lab, random, primary, backup }) => {
  const [first, second] = random.chance(0.5) ? [primary, backup] : [backup, primary];
  const gapMs = random.skewed(1, 1500);
  const begin = async () => {
    await lab.orderLab({ kind: 'kill-instance', host: first, ...order });
    await new Promise((resolve) => setTimeout(resolve, gapMs));
    await lab.orderLab({ kind: 'kill-instance', host: second, ...order });
  };
  return { name: `kill -9 both, ${first} first, ${Math.round(gapMs)} ms apart`, begin, end: nothing };
};
const freeze: Draw = (world) => {
  const host = member(world);
  const wake = async () => {
    const { instances } = await world.lab.host(host);
    // Whoever took over may have forced it down.
    if (instances[0]?.state === 'paused') await world.lab.orderLab({ kind: 'resume-instance', host, ...order }).catch(() => undefined);
  };
  return { name: `freeze the ${labelOf(world, host)}`, begin: () => world.lab.orderLab({ kind: 'pause-instance', host, ...order }), end: wake };
};
const cut: Draw = ({ lab, random, primary, backup }) => {
  const pairs = [[primary, backup], [primary, ARBITER], [backup, ARBITER]] as const;
  const [one, other] = random.pick(pairs);
  const [from, to] = random.chance(0.5) ? [one, other] : [other, one];
  const bothWays = random.chance(0.5);
  const set = (cutIt: boolean) => lab.orderLab({ kind: 'cut-path', from, to, bothWays, cut: cutIt });
  return { name: `cut ${from} ${bothWays ? 'and' : 'to'} ${to}`, begin: () => set(true), end: () => set(false) };
};
const cutMore: Draw = ({ lab, random, primary, backup }) => {
  const all = [[primary, backup], [primary, ARBITER], [backup, ARBITER]] as const;
  const spared = random.whole(0, 3);
  const paths = all.filter((_, index) => index !== spared);
  const set = async (cutIt: boolean) => {
    for (const [from, to] of paths) await lab.orderLab({ kind: 'cut-path', from, to, bothWays: true, cut: cutIt });
  };
  return { name: `cut ${paths.map((path) => path.join('-')).join(', ')}`, begin: () => set(true), end: () => set(false) };
};
const unplug: Draw = (world) => {
  const { lab, random, primary, backup } = world;
  const host = random.pick([primary, backup, ARBITER]);
  const cards = host === ARBITER ? ['ens33'] : random.pick([['ens33'], ['ens36'], ['ens33', 'ens36']]);
  const set = async (plugged: boolean) => {
    for (const card of cards) await lab.orderLab({ kind: 'plug-card', host, card, plugged });
  };
  return { name: `unplug ${cards.join(' and ')} of the ${labelOf(world, host)}`, begin: () => set(false), end: () => set(true) };
};
const power: Draw = (world) => {
  const { lab, random, primary, backup } = world;
  const host = random.pick([primary, primary, backup, ARBITER]);
  return { name: `cut the power of the ${labelOf(world, host)}`, begin: () => lab.orderLab({ kind: 'power-off-host', host }), end: () => lab.orderLab({ kind: 'power-on-host', host }) };
};
const agent: Draw = (world) => {
  const { lab, random, primary, backup } = world;
  const host = random.pick([primary, backup, ARBITER, ARBITER]);
  return { name: `stop the agent of the ${labelOf(world, host)}`, begin: () => lab.orderLab({ kind: 'stop-agent', host }), end: nothing };
};
const disk: Draw = (world) => {
  const host = member(world);
  const condition = world.random.pick(['slow', 'full', 'failing'] as const);
  const set = (to: 'healthy' | typeof condition) => world.lab.orderLab({ kind: 'set-journal-disk', host, ...order, condition: to });
  return { name: `the disk of the ${labelOf(world, host)} is ${condition}`, begin: () => set(condition), end: () => set('healthy') };
};
const plannedStop: Draw = (world) => {
  const host = member(world);
  return { name: `stop the ${labelOf(world, host)} in order`, begin: () => world.lab.orderLab({ kind: 'stop-instance', host, ...order }), end: nothing };
};
/** Two faults of different kinds at once: what each alone would be ridden out. */
const two: Draw = (world) => {
  const one = world.random.pick([cut, unplug, agent, disk])(world);
  const other = world.random.pick([kill, freeze, power, plannedStop])(world);
  const begin = async () => {
    await one.begin();
    await other.begin();
  };
  const end = async () => {
    await other.end();
    await one.end();
  };
  return { name: `${one.name} + ${other.name}`, begin, end };
};

const draws: readonly Draw[] = [kill, kill, freeze, freeze, cut, cut, cutMore, unplug, power, power, agent, disk, plannedStop, killBoth, two, two];

/** The next fault of this run: depends on the seed, on how many were drawn before, and on who is primary. */
export function drawFault(world: World): Fault {
  const fault = world.random.pick(draws)(world);
  const { least, most } = world.random.chance(BRIEF_PROBABILITY) ? BRIEF_MS : LONG_MS;
  return { ...fault, holdMs: world.random.skewed(least, most) };
}
