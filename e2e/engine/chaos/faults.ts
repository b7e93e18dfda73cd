/**
 * What can go wrong with a mirror, drawn by chance. Each fault knows how to begin and how the world is put right again; what must then
 * happen by itself is not its business.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Random } from '../../../lib/engine/sim/random.ts';
import { ARBITER, type ChaosMirror, type Roles } from './chaos-mirror.ts';

const order = { instance: 'IRIS' } as const;
/** How long a fault lasts. Some are over before any member can notice, most last until somebody had to decide. */
const BRIEF_MS = { least: 50, most: 1200 };
const LONG_MS = { least: 1500, most: 7000 };
const BRIEF_PROBABILITY = 0.35;
/** A journal file that is neither the newest nor the one before it is needed by nobody once all are caught up. */
const NEWEST_KEPT = 2;
/** Behind the header of a journal file and the first blocks: where records are. */
const DAMAGE_FROM = 0.25;

export interface Fault {
  readonly name: string;
  readonly holdMs: number;
  /** Hosts whose journal disk is bad meanwhile. */
  readonly badDisks?: readonly string[];
  readonly begin: () => Promise<unknown>;
  /**
   * Puts right what does not come right by itself: cables, power, disks, frozen processes. Instances and agents that are down are started
   * by the runner.
   */
  readonly end: () => Promise<unknown>;
}
interface World extends Roles {
  readonly mirror: ChaosMirror;
  readonly random: Random;
}
type Draw = (world: World) => Omit<Fault, 'holdMs'>;

const nothing = () => Promise.resolve();
/** Mostly one of those that decide. */
const member = ({ random, primary, backup, all }: World) => random.pick([primary, primary, primary, backup, backup, ...all]);
const place = (world: World) => world.random.pick([member(world), member(world), ARBITER]);
const labelOf = (world: World, host: string) =>
  host === world.primary
    ? `primary ${host}`
    : host === world.backup
      ? `backup ${host}`
      : host === ARBITER
        ? `arbiter ${host}`
        : `async ${host}`;

const kill: Draw = (world) => {
  const host = member(world);
  return {
    name: `kill -9 the ${labelOf(world, host)}`,
    begin: () => world.mirror.lab.orderLab({ kind: 'kill-instance', host, ...order }),
    end: nothing,
  };
};
const killBoth: Draw = ({ mirror: { lab }, random, primary, backup }) => {
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
  const { lab } = world.mirror;
  const host = member(world);
  const wake = async () => {
    const { instances } = await lab.host(host);
    // Whoever took over may have forced it down.
    if (instances[0]?.state === 'paused') await lab.orderLab({ kind: 'resume-instance', host, ...order }).catch(() => undefined);
  };
  return { name: `freeze the ${labelOf(world, host)}`, begin: () => lab.orderLab({ kind: 'pause-instance', host, ...order }), end: wake };
};
const cut: Draw = ({ mirror: { lab }, random, primary, backup, all }) => {
  const pairs: [string, string][] = [
    [primary, backup],
    [primary, ARBITER],
    [backup, ARBITER],
    ...all.slice(2).flatMap((host): [string, string][] => [
      [primary, host],
      [backup, host],
    ]),
  ];
  const [one, other] = random.pick(pairs);
  const [from, to] = random.chance(0.5) ? [one, other] : [other, one];
  const bothWays = random.chance(0.5);
  const set = (cutIt: boolean) => lab.orderLab({ kind: 'cut-path', from, to, bothWays, cut: cutIt });
  return { name: `cut ${from} ${bothWays ? 'and' : 'to'} ${to}`, begin: () => set(true), end: () => set(false) };
};
const cutMore: Draw = ({ mirror: { lab }, random, primary, backup }) => {
  const all = [
    [primary, backup],
    [primary, ARBITER],
    [backup, ARBITER],
  ] as const;
  const spared = random.whole(0, 3);
  const paths = all.filter((_, index) => index !== spared);
  const set = async (cutIt: boolean) => {
    for (const [from, to] of paths) await lab.orderLab({ kind: 'cut-path', from, to, bothWays: true, cut: cutIt });
  };
  return { name: `cut ${paths.map((cable) => cable.join('-')).join(', ')}`, begin: () => set(true), end: () => set(false) };
};
const unplug: Draw = (world) => {
  const { lab } = world.mirror;
  const host = place(world);
  const cards = host === ARBITER ? ['ens33'] : world.random.pick([['ens33'], ['ens36'], ['ens33', 'ens36']]);
  const set = async (plugged: boolean) => {
    for (const card of cards) await lab.orderLab({ kind: 'plug-card', host, card, plugged });
  };
  return { name: `unplug ${cards.join(' and ')} of the ${labelOf(world, host)}`, begin: () => set(false), end: () => set(true) };
};
const power: Draw = (world) => {
  const { lab } = world.mirror;
  const host = place(world);
  return {
    name: `cut the power of the ${labelOf(world, host)}`,
    begin: () => lab.orderLab({ kind: 'power-off-host', host }),
    end: () => lab.orderLab({ kind: 'power-on-host', host }),
  };
};
const agent: Draw = (world) => {
  const { lab } = world.mirror;
  const { random, primary, backup, asyncs } = world;
  const host = random.pick([primary, backup, ARBITER, ARBITER, ...asyncs]);
  return { name: `stop the agent of the ${labelOf(world, host)}`, begin: () => lab.orderLab({ kind: 'stop-agent', host }), end: nothing };
};
const disk: Draw = (world) => {
  const host = member(world);
  const condition = world.random.pick(['slow', 'full', 'failing'] as const);
  const set = (to: 'healthy' | typeof condition) => world.mirror.lab.orderLab({ kind: 'set-journal-disk', host, ...order, condition: to });
  return {
    name: `the disk of the ${labelOf(world, host)} is ${condition}`,
    badDisks: [host],
    begin: () => set(condition),
    end: () => set('healthy'),
  };
};
const plannedStop: Draw = (world) => {
  const host = member(world);
  return {
    name: `stop the ${labelOf(world, host)} in order`,
    begin: () => world.mirror.lab.orderLab({ kind: 'stop-instance', host, ...order }),
    end: nothing,
  };
};

/** What people order may be refused, by a member that is busy with an earlier fault: that is an answer, not a fault. */
const asked = (what: Promise<unknown>) => what.catch(() => undefined);

const promote: Draw = (world) => {
  const host = world.random.pick(world.asyncs);
  return {
    name: `promote ${host}`,
    begin: () => asked(world.mirror.lab.order(host, { kind: 'promote', networkInterface: null })),
    end: nothing,
  };
};
const demote: Draw = (world) => {
  const { mirror, random, primary, backup } = world;
  const byItself = random.chance(0.5);
  const begin = () => asked(byItself ? mirror.lab.order(backup, { kind: 'demote' }) : mirror.lab.order(primary, { kind: 'demote-other' }));
  return { name: `demote ${backup} on ${byItself ? backup : primary}`, begin, end: () => mirror.promoteSomebody() };
};
/** Both failover members die, their agents live: a person promotes an async, which takes what the most recent primary has. */
const disaster: Draw = (world) => {
  const { lab } = world.mirror;
  const host = world.random.pick(world.asyncs);
  const begin = async () => {
    for (const dead of [world.primary, world.backup]) await lab.orderLab({ kind: 'kill-instance', host: dead, ...order });
    await asked(lab.order(host, { kind: 'promote', networkInterface: null }));
  };
  return { name: `kill -9 both and promote ${host}`, begin, end: nothing };
};
/** An operator moves a member to its other card and back: another address, the same member. */
const readdress: Draw = (world) => {
  const { lab } = world.mirror;
  const host = world.random.pick([world.primary, world.backup]);
  const begin = async () => {
    const { config } = await lab.ask(world.primary, 'mirror-edit', {});
    const entry = config.members.find(({ name }) => name === `${host.toUpperCase()}/IRIS`);
    const { cards } = await lab.host(host);
    const addresses = ['ens33', 'ens36'].flatMap((name) => cards.find((card) => card.name === name)?.addresses[0]?.address ?? []);
    if (!entry || addresses.length < 2) throw new Error(`${host} has no two addresses`);
    const otherOf = (address: string) => addresses.find((one) => one !== address) ?? address;
    const { guid, superserverAddress, agentPort } = entry;
    await asked(
      lab.order(world.primary, {
        kind: 'edit-member-addresses',
        expectedVersion: config.version,
        guid,
        superserverAddress,
        mirrorPrivateAddress: otherOf(entry.mirrorPrivateAddress),
        agentAddress: otherOf(entry.agentAddress),
        agentPort,
      }),
    );
  };
  return { name: `give the ${labelOf(world, host)} other addresses`, begin, end: nothing };
};

/** Two faults of different kinds at once: what each alone would be ridden out. */
const two: Draw = (world) => {
  const one = world.random.pick([cut, unplug, agent, disk])(world);
  const other = world.random.pick([kill, freeze, power, plannedStop, ...(world.asyncs.length > 0 ? [promote] : [])])(world);
  const begin = async () => {
    await one.begin();
    await other.begin();
  };
  const end = async () => {
    await other.end();
    await one.end();
  };
  return { name: `${one.name} + ${other.name}`, badDisks: [...(one.badDisks ?? []), ...(other.badDisks ?? [])], begin, end };
};

/** The mirror journal files of a member, oldest first, whole paths. */
async function journalFilesOf(mirror: ChaosMirror, host: string): Promise<string[]> {
  const directory = path.join(await mirror.lab.instanceDirectory(host), 'mgr', 'journal');
  const names = fs.readdirSync(directory).filter((name) => name.startsWith('MIRROR-'));
  return names
    .sort((one, other) => Number(one.slice(one.lastIndexOf('.') + 1)) - Number(other.slice(other.lastIndexOf('.') + 1)))
    .map((name) => path.join(directory, name));
}
/** A disk loses a bit in a journal file of a member that is down: what it had applied and what others hold must not suffer. */
const bitFlip: Draw = (world) => {
  const { mirror, random } = world;
  const host = random.pick(world.all.slice(1));
  const [where, newest] = [random.between(DAMAGE_FROM, 1), random.chance(0.5)];
  const begin = async () => {
    await mirror.lab.orderLab({ kind: 'kill-instance', host, ...order });
    const files = await journalFilesOf(mirror, host);
    const file = newest ? files.at(-1) : files[Math.floor(random.between(0, files.length))];
    if (file === undefined) return;
    const bytes = fs.readFileSync(file);
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0) end -= 1;
    const at = Math.min(end - 1, Math.floor(end * where));
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    mirror.damaged.add(file);
    fs.writeFileSync(file, bytes);
  };
  return { name: `a bit of ${newest ? 'the newest' : 'some'} journal file of the ${labelOf(world, host)} flips`, begin, end: nothing };
};
/** Somebody makes room by hand. */
const deleteFile: Draw = (world) => {
  const { mirror, random } = world;
  const host = random.pick(world.all);
  const begin = async () => {
    const files = (await journalFilesOf(mirror, host)).slice(0, -NEWEST_KEPT);
    if (files.length > 0) fs.rmSync(random.pick(files));
  };
  return { name: `delete an old journal file of the ${labelOf(world, host)}`, begin, end: nothing };
};
const switchJournal: Draw = (world) => ({
  name: `switch the journal of ${world.primary}`,
  begin: () => asked(world.mirror.lab.order(world.primary, { kind: 'switch-journal' })),
  end: nothing,
});

const pairDraws: readonly Draw[] = [
  kill,
  kill,
  freeze,
  freeze,
  cut,
  cut,
  cutMore,
  unplug,
  power,
  power,
  agent,
  disk,
  plannedStop,
  killBoth,
  two,
  two,
];
const filesAndPlaces: readonly Draw[] = [bitFlip, bitFlip, deleteFile, switchJournal, readdress, two, two];
const asyncDraws: readonly Draw[] = [promote, promote, demote, disaster];

/** The next fault of this run: depends on the seed, on how many were drawn before, and on who is primary. */
export function drawFault(world: World): Fault {
  const { random } = world;
  const draws = [...pairDraws, ...filesAndPlaces, ...(world.asyncs.length > 0 ? asyncDraws : [])];
  const fault = random.pick(draws)(world);
  const { least, most } = random.chance(BRIEF_PROBABILITY) ? BRIEF_MS : LONG_MS;
  return { ...fault, holdMs: random.skewed(least, most) };
}
