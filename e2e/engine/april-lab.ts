/**
 * The April mirror for tests and benchmarks: a lab of its own in a temporary data folder, driven over the control sockets by the very
 * commands that the portal sends.
 * Every wait has a deadline with a name; what it waited for is in the error.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { InstanceCommand, InstanceCommandKind, LabCommand, LabCommandKind } from '../../lib/contract/commands.ts';
import type { Outcome } from '../../lib/contract/errors.ts';
import { refusalText } from '../../lib/contract/refusal-text.ts';
import type { InstanceQueryInput, InstanceQueryKind, InstanceView, LabHost, LabView } from '../../lib/contract/views.ts';
import { PRODUCT_VERSION } from '../../lib/contract/units.ts';
import { SuperserverClient } from '../../lib/engine/lab/client.ts';
import { labPathsOf } from '../../lib/engine/lab/paths.ts';
import { ControlClient } from '../../lib/engine/ports/control-client.ts';
import { FabricNetwork } from '../../lib/engine/ports/fabric-network.ts';
import { NODE_OPTIONS } from '../../lib/engine/ports/node-options.ts';
import { differencesBetweenMembers } from './equal-members.ts';
import { copyReadyLab } from './ready-lab.ts';

export const VIRTUAL_IP = '172.16.58.103';
export const SUPERSERVER = 1972;
export const MEMBERS = {
  servera: { publicAddress: '172.16.58.101', privateAddress: '172.16.159.101', certificate: 'iscCASigned' },
  serverb: { publicAddress: '172.16.58.102', privateAddress: '172.16.159.102', certificate: 'iscCASignedserverb' },
} as const;
export type MemberHost = keyof typeof MEMBERS;
export const otherMember = (host: MemberHost): MemberHost => (host === 'servera' ? 'serverb' : 'servera');

/** Many times what each takes, so that a busy machine does not look like a fault. What may take only so long is held in simulated time. */
export const START_DEADLINE_MS = 120_000;
export const HEALTHY_DEADLINE_MS = 90_000;
/** Of the messages log, in what is said when a mirror does not heal. */
const LAST_WORDS = 12;
export const FAILOVER_DEADLINE_MS = 30_000;
/** A look costs both sides some milliseconds of the processors that the labs beside it wait for: the longer it takes, the less often. */
const LOOK_AGAIN_MS = { min: 25, max: 200 };
const LOOKS_PER_DOUBLING = 8;

/** Asks again until the answer is there. Who measures how long it takes says how often: `everyMs`. */
export async function until<T>(
  what: string,
  deadlineMs: number,
  look: () => Promise<T | null | undefined | false>,
  { everyMs }: { everyMs?: number } = {},
): Promise<T> {
  const start = performance.now();
  let last = '';
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error instanceof Error ? `; last: ${error.message}` : '';
    }
    const elapsedMs = performance.now() - start;
    if (elapsedMs > deadlineMs) throw new Error(`waited ${deadlineMs} ms for: ${what}${last}`);
    const pauseMs = Math.min(Math.max(elapsedMs / LOOKS_PER_DOUBLING, LOOK_AGAIN_MS.min), LOOK_AGAIN_MS.max);
    await new Promise((resolve) => setTimeout(resolve, everyMs ?? pauseMs));
  }
}

function accept<T>(what: string, outcome: Outcome<unknown>): T {
  if (!outcome.ok)
    throw new Error(`${what}: ${refusalText(outcome.refusal, 'en')}${outcome.refusal.field ? ` (field ${outcome.refusal.field})` : ''}`);
  return outcome.value as T;
}

export interface MirrorOptions {
  useTls?: boolean;
  withArbiter?: boolean;
  qosTimeoutMs?: number;
}

/** Edit Mirror as the form sends it: the settings as they are, but for `changes`. */
export const editedMirror = (
  {
    version,
    qosTimeoutMs,
    useTls,
    arbiter,
    virtualIp,
    compressionForFailover,
    compressionForAsync,
    parallelDejournaling,
  }: InstanceView<'mirror-edit'>['config'],
  changes: Partial<Omit<InstanceCommand<'edit-mirror'>, 'kind'>>,
): InstanceCommand<'edit-mirror'> => ({
  kind: 'edit-mirror',
  expectedVersion: version,
  qosTimeoutMs,
  networkInterface: 'ens33',
  useTls,
  arbiter,
  virtualIp,
  compressionForFailover,
  compressionForAsync,
  parallelDejournaling,
  ...changes,
});

export class AprilLab {
  readonly dataDirectory: string;
  readonly #daemon: ChildProcess;
  readonly network: FabricNetwork;
  #output = '';

  private constructor(dataDirectory: string, daemon: ChildProcess) {
    this.dataDirectory = dataDirectory;
    this.#daemon = daemon;
    this.network = new FabricNetwork({ host: 'client', fabricPath: labPathsOf(dataDirectory).fabricSocket });
    for (const stream of [daemon.stdout, daemon.stderr]) stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
  }

  /**
   * A fresh lab with all its instances up; `withAsyncs: false` where the hosts beyond the failover members' and the arbiter's may be off.
   * The engine must have been built.
   */
  static async start({ withAsyncs = true, programs = 'dist/engine' }: { withAsyncs?: boolean; programs?: string } = {}): Promise<AprilLab> {
    const dataDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'mirror-portal-test-'));
    copyReadyLab(dataDirectory, { withAsyncs });
    const daemon = spawn(process.execPath, [...NODE_OPTIONS, path.join(programs, 'lab.mjs')], {
      env: { ...process.env, MIRROR_PORTAL_DATA: dataDirectory },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const lab = new AprilLab(dataDirectory, daemon);
    const ended = new Promise<never>((_, reject) => daemon.once('exit', (code) => reject(new Error(`the lab ended with code ${code}`))));
    const runs = until('every instance of the lab runs', START_DEADLINE_MS, async () => {
      const hosts = (await lab.view()).hosts.filter(({ power }) => power === 'on');
      return hosts.flatMap(({ instances }) => instances).every(({ state }) => state === 'running');
    });
    await Promise.race([runs, ended]).catch((error: Error) => {
      daemon.kill('SIGTERM');
      throw new Error(`${error.message}\nThe lab said:\n${lab.#output}`);
    });
    return lab;
  }

  /**
   * Rejects, when all has ended, if the databases of members in order differed. `mayDiffer`: those that may, by their names in the mirror,
   * and why. `keep` leaves the data folder for whoever looks for what went wrong.
   */
  async stop({
    keep = process.env.MIRROR_PORTAL_KEEP !== undefined,
    mayDiffer = {},
  }: {
    keep?: boolean;
    mayDiffer?: Readonly<Record<string, string>>;
  } = {}): Promise<void> {
    const differences = this.#daemon.exitCode === null ? await differencesBetweenMembers(this, Object.keys(mayDiffer)) : [];
    const ended = new Promise((resolve) => this.#daemon.once('exit', resolve));
    if (this.#daemon.exitCode === null) {
      this.#daemon.kill('SIGTERM');
      await ended;
    }
    if (!keep) fs.rmSync(this.dataDirectory, { recursive: true, force: true });
    if (differences.length > 0) throw new Error(`the members' databases differ: ${differences.join('; ')}`);
  }

  async #talk<T>(socketPath: string, say: (client: ControlClient) => Promise<Outcome<unknown>>, what: string): Promise<T> {
    const client = await ControlClient.connect(socketPath);
    try {
      return accept<T>(what, await say(client));
    } finally {
      client.close();
    }
  }

  view(): Promise<LabView> {
    return this.#talk<LabView>(labPathsOf(this.dataDirectory).labSocket, (client) => client.query('lab', {}), 'lab');
  }

  async host(name: string): Promise<LabHost> {
    const found = (await this.view()).hosts.find((host) => host.name === name);
    if (!found) throw new Error(`the lab has no host ${name}`);
    return found;
  }

  orderLab<Kind extends LabCommandKind>(command: LabCommand<Kind>): Promise<unknown> {
    return this.#talk(labPathsOf(this.dataDirectory).labSocket, (client) => client.command(command), `${command.kind} of the lab`);
  }

  #controlPath(host: string): string {
    return path.join(labPathsOf(this.dataDirectory).run, `${host}.IRIS.sock`);
  }

  order<Kind extends InstanceCommandKind, T = unknown>(host: string, command: InstanceCommand<Kind>): Promise<T> {
    return this.#talk<T>(this.#controlPath(host), (client) => client.command(command), `${command.kind} on ${host}`);
  }

  ask<Kind extends InstanceQueryKind>(host: string, query: Kind, input: InstanceQueryInput<Kind>): Promise<InstanceView<Kind>> {
    return this.#talk<InstanceView<Kind>>(this.#controlPath(host), (client) => client.query(query, input), `${query} of ${host}`);
  }

  monitor(host: MemberHost): Promise<InstanceView<'mirror-monitor'>> {
    return this.ask(host, 'mirror-monitor', {});
  }

  /** The member that says of itself that it is primary. */
  async primary(deadlineMs = FAILOVER_DEADLINE_MS): Promise<MemberHost> {
    return until('a primary', deadlineMs, async () => {
      for (const host of Object.keys(MEMBERS) as MemberHost[]) {
        const monitor = await this.monitor(host).catch(() => null);
        if (monitor?.role === 'primary') return host;
      }
      return null;
    });
  }

  /**
   * One primary, the other an Active backup that has told what it could serve, and (with an arbiter) arbiter controlled on both. Answers
   * the primary.
   */
  async healthy(options: { arbiter: boolean } = { arbiter: true }): Promise<MemberHost> {
    const healed = until('a healthy mirror', HEALTHY_DEADLINE_MS, async () => {
      const [one, other] = await Promise.all([this.monitor('servera'), this.monitor('serverb')]);
      const roles = [one.role, other.role].sort().join();
      const mode = options.arbiter ? 'arbiter-controlled' : 'agent-controlled';
      const isHeard = one.failover.reason !== 'backup-not-heard' && other.failover.reason !== 'backup-not-heard';
      if (roles !== 'backup,primary' || !isHeard || one.arbiter.mode !== mode || other.arbiter.mode !== mode)
        throw new Error(`${roles} ${one.arbiter.mode} ${other.arbiter.mode} ${one.failover.reason} ${other.failover.reason}`);
      return one.role === 'primary' ? 'servera' : 'serverb';
    });
    return healed.catch(async (error: unknown) => {
      const words = await Promise.all(['servera', 'serverb'].map((host) => this.lastWords(host)));
      throw new Error(`${error instanceof Error ? error.message : String(error)}; ${words.join('; ')}`, { cause: error });
    });
  }

  /** What a red run is understood by: the last lines of a messages log, in one. */
  private async lastWords(host: string): Promise<string> {
    const { lines } = await this.ask(host, 'messages-log', { limit: LAST_WORDS });
    return `${host}: ${lines.map(({ text }) => text).join(' | ')}`;
  }

  /** Edits the mirror on its primary; answers when the backup has it and the mirror is healthy with it. */
  async setQosTimeout(qosTimeoutMs: number): Promise<void> {
    const primary = await this.healthy();
    const { config } = await this.ask(primary, 'mirror-edit', {});
    await this.order(primary, editedMirror(config, { qosTimeoutMs }));
    await until(
      'the backup has the new timeout',
      FAILOVER_DEADLINE_MS,
      async () => (await this.ask(otherMember(primary), 'mirror-edit', {})).config.qosTimeoutMs === qosTimeoutMs,
    );
    await this.healthy();
  }

  async startAgents(withArbiter: boolean): Promise<void> {
    if (withArbiter) await this.orderLab({ kind: 'install-agent', host: 'serverc', version: PRODUCT_VERSION });
    for (const host of withArbiter ? ['servera', 'serverb', 'serverc'] : ['servera', 'serverb']) {
      await this.orderLab({ kind: 'start-agent', host });
      await this.orderLab({ kind: 'enable-agent', host, enabled: true });
    }
  }

  async setUpTls(host: MemberHost): Promise<void> {
    const mgr = path.join(await this.instanceDirectory(host), 'mgr');
    const { certificate } = MEMBERS[host];
    await this.order(host, {
      kind: 'save-tls',
      caFile: path.join(mgr, 'iscCA.cer'),
      certificateFile: path.join(mgr, `${certificate}.cer`),
      privateKeyFile: path.join(mgr, `${certificate}.key`),
      privateKeyPassword: 'mirror',
      minimumProtocol: 'TLSv1.2',
      maximumProtocol: 'TLSv1.3',
    });
  }

  async instanceDirectory(host: string): Promise<string> {
    const [instance] = (await this.host(host)).instances;
    if (!instance) throw new Error(`${host} has no instance`);
    return instance.directory;
  }

  async createMirror({ useTls = true, withArbiter = true, qosTimeoutMs = 8000 }: MirrorOptions = {}): Promise<void> {
    const { publicAddress, privateAddress } = MEMBERS.servera;
    const compression = { mode: 'system-selected', type: 'zlib' } as const;
    await this.order('servera', { kind: 'enable-mirror-service', enabled: true });
    if (useTls) await this.setUpTls('servera');
    await this.order('servera', {
      kind: 'create-mirror',
      mirrorName: 'April',
      useTls,
      arbiter: withArbiter ? { address: '172.16.58.100', port: 2188 } : null,
      virtualIp: { address: VIRTUAL_IP, prefixLength: 24 },
      networkInterface: 'ens33',
      qosTimeoutMs,
      compressionForFailover: compression,
      compressionForAsync: compression,
      parallelDejournaling: 'failover-and-dr',
      memberName: 'SERVERA/IRIS',
      superserverAddress: publicAddress,
      agentPort: 2188,
      mirrorPrivateAddress: privateAddress,
      agentAddress: publicAddress,
    });
    await until('servera is primary', FAILOVER_DEADLINE_MS, async () => (await this.monitor('servera')).role === 'primary');
  }

  async join(host: MemberHost = 'serverb', { useTls = true }: MirrorOptions = {}): Promise<void> {
    const { publicAddress, privateAddress } = MEMBERS[host];
    await this.order(host, { kind: 'enable-mirror-service', enabled: true });
    if (useTls) await this.setUpTls(host);
    await this.order(host, {
      kind: 'join-as-failover',
      mirrorName: 'APRIL',
      other: { agentAddress: MEMBERS.servera.publicAddress, agentPort: 2188, instanceName: 'IRIS' },
      networkInterface: 'ens33',
      memberName: `${host.toUpperCase()}/IRIS`,
      superserverAddress: publicAddress,
      agentPort: 2188,
      mirrorPrivateAddress: privateAddress,
      agentAddress: publicAddress,
    });
  }

  /** On the primary. */
  async authorizeAll(primary: MemberHost = 'servera'): Promise<void> {
    const { pendingMembers } = await this.ask(primary, 'mirror-edit', {});
    if (pendingMembers.length > 0) await this.order(primary, { kind: 'authorize-members', guids: pendingMembers.map(({ guid }) => guid) });
  }

  /** Sections 1 to 3 of the notes and a mirrored database DATA on both members. Answers when the mirror is healthy. */
  async setUpApril(options: MirrorOptions = {}): Promise<void> {
    const { useTls = true, withArbiter = true } = options;
    await this.startAgents(withArbiter);
    await this.createMirror(options);
    await this.join('serverb', options);
    if (useTls) await this.authorizeAll();
    await this.healthy({ arbiter: withArbiter });
    await this.createMirroredDatabase('DATA');
  }

  async createMirroredDatabase(name: string, hosts: readonly string[] = ['servera', 'serverb']): Promise<void> {
    for (const host of hosts) {
      await until(`${name} is created on ${host}`, FAILOVER_DEADLINE_MS, async () => {
        await this.createDatabase(host, name, name);
        return true;
      });
    }
  }

  /** In a directory of its name. `mirrorDatabaseName` null: in no mirror. */
  createDatabase(host: string, name: string, mirrorDatabaseName: string | null = null) {
    return this.order(host, { kind: 'create-database', name, directory: name.toLowerCase(), journal: true, mirrorDatabaseName });
  }

  /** An application's connection, from the client's host, normally through the virtual IP. */
  connect(host: string = VIRTUAL_IP, timeoutMs = 2000): Promise<SuperserverClient> {
    return SuperserverClient.connect(this.network, { host, port: SUPERSERVER, timeoutMs });
  }
}
