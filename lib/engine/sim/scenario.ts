/**
 * Readable transcripts: an intent, commands (`> cut a b`), and below each, indented, everything that the cluster said because of it.
 * Playing a transcript again gives the text that it would have today; reviewed as text, compared by a test, rewritten on purpose by `npm
 * run sim:scenarios -- --write`.
 *
 * Hosts a and b have a failover member and an agent each, c the arbiter, d the client, e to g asyncs (`> start asyncs=1`). Times are
 * seconds since the command; a number before a text is the severity in messages.log.
 */
import type { AsyncState } from '../mirror/async-state.ts';
import { BY_HAND, nameOfPromotion, ownersLocked } from '../mirror/lock-out.ts';
import type { MirrorEvent } from '../mirror/events.ts';
import { displayStatus } from '../mirror/display-status.ts';
import type { Outlook } from '../mirror/outlook.ts';
import { failoverVerdict } from '../mirror/verdict.ts';
import type { Temper } from './temper.ts';
import { damageJournal } from './damage.ts';
import { deleteFile, putFileBack } from './holes.ts';
import { setObserveOnly } from './observers.ts';
import { hop } from './running-dry.ts';
import { describeRoll } from './trace.ts';
import { wallSecondsOf } from './wall-clocks.ts';
import { World } from './world.ts';
import type { Host } from './stage.ts';

const QUIET: Partial<Temper> = {
  qosTimeoutMs: 8000,
  hasArbiter: true,
  delayMs: 1,
  diskDelayMs: 1,
  slowConnectionChance: 0,
  slowCallChance: 0,
  slownessMs: 1,
  hiccupChance: 0,
  unreadableChance: 0,
  clientCount: 0,
  asyncCount: 0,
  journalSwitchChance: 0,
  answerPatienceMs: 3000,
  doubledCallChance: 0,
  clockDrift: 0,
  takeoverFailureChance: 0,
  setBackChance: 0,
  purgePauseMs: null,
  storePauseMs: null,
  lostEndPauseMs: null,
  kinds: [],
};
/** Members have no databases that could be missing here, and the fabric no card that keeps an address. */
const SERVES_ALL: Outlook = {
  configurationVersion: 1,
  lacking: [],
  dejournalingFailure: null,
  requiredDatabase: null,
  virtualIp: 'none',
  primaryAgent: 'answers',
};
/** Long enough for a write to be answered when nothing is wrong. */
const WRITE_MS = 100;
/** So that writes arrive in the order in which they were sent. */
const BETWEEN_WRITES_MS = 2;

class Stage {
  lines: string[] = [];
  world: World | null = null;
  /** Becoming healthy. */
  starting: World | null = null;
  private sinceMs = 0;
  private readonly drivers: 'shipped' | 'simulated';

  constructor(drivers: 'shipped' | 'simulated') {
    this.drivers = drivers;
  }

  *perform(command: string): Generator<void> {
    const [verb = '', ...words] = command.split(' ');
    if (verb === 'start') return yield* this.start(words);
    const { world } = this;
    if (world === null) throw new Error(`"${command}" before "start"`);
    this.sinceMs = world.schedule.now;
    const action = actions[verb];
    if (action === undefined) throw new Error(`unknown command "${command}"`);
    const going = action(world, words, (line) => this.lines.push(line));
    if (going) yield* going;
    else yield;
  }

  private *start(words: readonly string[]): Generator<void> {
    const qos = words.find((word) => word.startsWith('qos='))?.slice(4);
    const asyncs = words.find((word) => word.startsWith('asyncs='))?.slice(7);
    const temper = {
      ...QUIET,
      hasArbiter: !words.includes('no-arbiter'),
      asyncCount: Number(asyncs ?? 0),
      ...(qos ? { qosTimeoutMs: Number(qos) * 1000 } : {}),
    };
    const world: World = new World(1, {
      temper,
      drivers: this.drivers,
      hear: (who, text) =>
        this.world !== null &&
        this.lines.push(`${`+${((world.schedule.now - this.sinceMs) / 1000).toFixed(1)}`.padStart(6)} ${who}  ${text}`),
    });
    this.starting = world;
    yield* world.eventsUntil(60_000, () => world.whyUnhealthy() === null);
    if (world.whyUnhealthy() !== null) throw new Error(`the mirror did not become healthy: ${world.whyUnhealthy()}`);
    this.world = world;
    tellStatus(world, (line) => this.lines.push(line));
  }
}

type Tell = (line: string) => void;
/** One that lets time pass does so event by event. */
type Action = (world: World, words: readonly string[], tell: Tell) => void | Generator<void>;

function ways([one = '', between = '', other = '']: readonly string[]): [string, string][] {
  if (between === '>') return [[one, other]];
  return [
    [one, between],
    [between, one],
  ];
}

const HOSTS = ['a', 'b', 'c', 'd'];
const around = (world: World, name: string): [string, string][] =>
  [...HOSTS, ...world.asyncs.map((host) => host.name)].filter((other) => other !== name).flatMap((other) => ways([name, other]));
const onHost =
  (act: (world: World, host: Host, words: readonly string[]) => void): Action =>
  (world, [name = '', ...words]) =>
    act(world, world.host(name), words);
/** An async's too. */
const onAnyHost =
  (act: (world: World, host: Host) => void): Action =>
  (world, [name = '']) =>
    act(world, world.host(name));
const tellInstance = (host: Host, event: MirrorEvent) =>
  host.instance?.process.deliver(() => host.instance?.kind === 'failover' && host.instance.handle(event));

/** On every member at once. */
function observe(world: World, isSet: boolean): void {
  for (const host of world.hosts) setObserveOnly(world, host, isSet);
}

const actions: Record<string, Action> = {
  pass: (world, [duration = '']) => world.eventsUntil(world.schedule.now + Number.parseFloat(duration) * 1000),
  status: (world, _words, tell) => tellStatus(world, tell),
  *write(world, [target = 'a', count = '1'], tell) {
    const before = world.checkers.acknowledgedCount;
    for (let written = 0; written < Number(count); written += 1) {
      world.clients.write(target);
      yield* world.eventsUntil(world.schedule.now + BETWEEN_WRITES_MS);
    }
    yield* world.eventsUntil(world.schedule.now + WRITE_MS);
    tell(`${world.checkers.acknowledgedCount - before} of ${count} acknowledged`);
  },
  journals: (world, _words, tell) => {
    for (const { name, disk } of world.hosts)
      tell(
        `${name}  journal ${disk.journal.records().join(' ') || 'empty'}, database ${disk.database.records.join(' ') || 'empty'}, term ${disk.journal.state.epoch}`,
      );
  },
  cut: (world, words) => {
    for (const [from, to] of ways(words)) world.network.cut(from, to);
  },
  isolate: (world, [name = '']) => {
    for (const [from, to] of around(world, name)) world.network.cut(from, to);
  },
  mend: (world, words) => {
    if (words.length === 0) return world.network.mendAll();
    for (const [from, to] of ways(words)) world.network.mend(from, to);
  },
  kill: onAnyHost((world, host) => world.killInstance(host)),
  'start-instance': onAnyHost((world, host) => world.startInstance(host)),
  'power-off': onAnyHost((world, host) => world.powerOff(host)),
  'power-on': onAnyHost((world, host) => world.powerOn(host)),
  hang: onAnyHost((_world, host) => host.instance?.process.pause()),
  wake: onAnyHost((_world, host) => host.instance?.process.resume()),
  'stop-agent': onHost((world, host) => world.stopAgent(host)),
  'start-agent': onHost((world, host) => world.startAgent(host)),
  'stop-arbiter': (world) => world.stopArbiter(),
  'start-arbiter': (world) => world.startArbiter(),
  'stop-instance': onHost((world, host, words) => {
    const mayFailOver = !words.includes('nofailover');
    if (!mayFailOver) world.allowOnly(host.self.guid);
    world.stopInstance(host, { mayFailOver });
  }),
  'no-failover': onHost((world, host) => world.allowOnly(host.self.guid)),
  'clear-no-failover': (world) => world.allowOnly(null),
  'observe-only': (world) => observe(world, true),
  'clear-observe-only': (world) => observe(world, false),
  'stop-mirror': onHost((_world, host) => tellInstance(host, { kind: 'mirror-stop-ordered', why: 'operator' })),
  'start-mirror': onHost((_world, host) => host.instance?.process.deliver(() => host.instance?.life.startMirroring())),
  'break-disk': onAnyHost((_world, host) => {
    host.isDiskFailing = true;
  }),
  'lose-journal': onHost((_world, host) => {
    host.isJournalUnreadable = true;
  }),
  'mend-disk': onAnyHost((_world, host) => {
    host.isDiskFailing = false;
  }),
  damage: onHost(damageJournal),
  'delete-file': onHost((world, host, [number = '1']) => deleteFile(world, host, Number(number))),
  'put-back': onHost(putFileBack),
  roll: (world, _words, tell) => {
    for (const { name, disk } of world.hosts) tell(`${name}  ${describeRoll(disk.belonging.roll)}`);
  },
  promote: onHost((world, host) => void world.roleOrders.promote(host)),
  'promote-alone': onHost((world, host, [partner = 'automatic']) => {
    if (partner === 'vouched') return world.roleOrders.orderVouchedFor(host, false);
    // Without a partner what only the former members have may be lost, and they may lead beside it.
    if (partner === 'none') world.isForced = true;
    if (partner === 'none') return world.roleOrders.orderAlone(host, { kind: 'none', noFailover: false });
    world.roleOrders.orderAlone(
      host,
      partner === 'automatic' ? { kind: 'automatic' } : { kind: 'member', guid: world.host(partner).self.guid },
    );
  }),
  'edit-by-hand': onHost((_world, host) => {
    host.disk.edit = ownersLocked(host.disk.edit, BY_HAND);
  }),
  /** By a promotion that ended with its process. */
  'leave-locked-out': onHost((world, host, [promoter = '']) => {
    world.hasLockedOut = true;
    host.disk.edit = ownersLocked(host.disk.edit, nameOfPromotion(world.host(promoter).self.guid, 'ended'));
  }),
  demote: onHost((world, host) => void world.roleOrders.demote(host)),
  'demote-other': onHost((world, host) => void world.roleOrders.demoteOther(host)),
  try: onHost((world, host) => tellInstance(host, { kind: 'primary-ordered', order: 'try', orderedS: wallSecondsOf(world, host) })),
  force: onHost((world, host) => {
    world.isForced = true;
    tellInstance(host, { kind: 'primary-ordered', order: 'force', orderedS: wallSecondsOf(world, host) });
  }),
  'force-resume': onHost((world, host) => {
    world.isForced = true;
    tellInstance(host, { kind: 'resume-ordered' });
  }),
};

function tellStatus(world: World, tell: Tell): void {
  for (const host of world.members) {
    const { instance, name } = host;
    if (instance === null) {
      tell(`${name}  down`);
      continue;
    }
    if (instance.kind === 'async') continue;
    const { machine } = instance;
    const { role } = machine;
    const verdict = failoverVerdict(machine, SERVES_ALL);
    const facts = [
      'mode' in role ? `${role.mode.kind} mode` : null,
      role.kind === 'primary' && role.trouble.kind !== 'none' ? `trouble ${role.trouble.kind}` : null,
      role.kind === 'primary' ? `backup ${role.backup.kind === 'connected' ? role.backup.standing : 'not connected'}` : null,
      role.kind === 'backup' && role.active ? 'Active' : null,
      role.kind === 'deciding' ? role.reason : null,
      `arbiter ${machine.arbiter.kind}`,
      host.holdsVirtualIp ? 'virtual IP' : null,
      instance.process.paused ? 'hangs' : null,
      `would fail over: ${verdict.ready ? 'yes' : 'no'}, ${verdict.reason}`,
    ];
    tell(`${name}  ${displayStatus(machine)}: ${facts.filter((fact) => fact !== null).join('; ')}`);
  }
  for (const { instance, name } of world.asyncs) {
    if (instance?.kind !== 'async') tell(`${name}  down`);
    else tell(`${name}  async: ${describeAsync(instance.machine.role)}${instance.process.paused ? '; hangs' : ''}`);
  }
}

function describeAsync(role: AsyncState['role']): string {
  if (role.kind === 'searching') return `searching, ${role.reason}`;
  return role.kind === 'following' ? `connected to ${role.primary.replace('guid-', '')}` : 'stopped';
}

/** The text as it would be written today: what is said changes, intents and commands stay. Throws on a command that does not exist. */
export function play(transcript: string): string {
  const playing = perform(transcript, new Stage('simulated'));
  for (;;) {
    const { done, value } = playing.next();
    if (done) return value;
  }
}

/** The same on the loops that ship. */
export async function playShipped(transcript: string): Promise<string> {
  const stage = new Stage('shipped');
  const playing = perform(transcript, stage);
  for (;;) {
    const { done, value } = playing.next();
    if (done) return value;
    await hop(() => (stage.world ?? stage.starting)?.moveCount ?? 0);
  }
}

function* perform(transcript: string, stage: Stage): Generator<void, string> {
  const text: string[] = [];
  for (const line of transcript.split('\n')) {
    if (line.startsWith('  ')) continue;
    text.push(line);
    if (!line.startsWith('> ')) continue;
    stage.lines = [];
    yield* stage.perform(line.slice(2).trim());
    for (const said of stage.lines) text.push(`  ${said.trimEnd()}`);
  }
  return text.join('\n');
}
