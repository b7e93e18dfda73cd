/**
 * The hosts of this machine and everything that runs on them. Knows how to boot, shut down and cut the power of a host;
 * what a person may order is in `lab-commands.ts`, what they see in `lab-view.ts`.
 */
import { processEndText } from '../../contract/process-end.ts';
import fs from 'node:fs';
import path from 'node:path';
import { AGENT_PORT, type JournalDiskCondition, SUPERSERVER_PORT } from '../../contract/units.ts';
import { ArbiterWatch } from './arbiter-watch.ts';
import { layDownCertificates } from './certificates.ts';
import { Fabric } from './fabric.ts';
import { FlowRates, RATE_INTERVAL_MS } from './flow-rates.ts';
import { HostedProcess } from './hosted-process.ts';
import { InstanceWatch } from './instance-watch.ts';
import { agentDirectoryOf, controlPathOf, hostDirectoryOf, instanceDirectoryOf, instancesDirectoryOf, type LabPaths } from './paths.ts';
import { addedServer, type HostPlan, initialPlan, type LabPlan, toFabricHost, toFabricHosts } from './plan.ts';
import type { LabPlanStore } from './plan-store.ts';
import { ProcessRegistry } from './process-registry.ts';
import { ProbedWrites } from './probed-writes.ts';
import { emptyReport, settingsAtFirst, type WorkloadReport, workloadReportSchema, type WorkloadSettings } from './workload-report.ts';
import { quietClock, type StopTimer } from '../ports/clock.ts';
import { StateWatch } from '../ports/state-watch.ts';
import { WORKLOAD_STOP_MS } from '../../machine/waits.ts';

/** The host that the workload's client runs on. */
const CLIENT_HOST = 'client';

export interface LabInstance {
  readonly plan: HostPlan['instances'][number];
  readonly directory: string;
  readonly controlPath: string;
  readonly process: HostedProcess;
  readonly watch: InstanceWatch;
  /** As after unplugging a cable: neither a restart of the instance nor of its host heals it; a restart of the lab does. */
  readonly disk: { condition: JournalDiskCondition };
}
export interface LabMachine {
  readonly plan: HostPlan;
  readonly agent: HostedProcess;
  readonly arbiter: ArbiterWatch;
  readonly instances: readonly LabInstance[];
}

export class Lab {
  readonly paths: LabPaths;
  readonly fabric: Fabric;
  machines: readonly LabMachine[];
  readonly rates = new FlowRates();
  private readonly store: LabPlanStore;
  private readonly plan: LabPlan;
  private readonly registry: ProcessRegistry;
  private readonly programs: string;
  private readonly log: (text: string) => void;
  private readonly moved: () => void;
  private readonly stopRates: StopTimer;
  private workloadProcess: HostedProcess | null = null;
  private readonly workloadWatch = new StateWatch(quietClock);
  readonly writeProbe: ProbedWrites;
  private isStopping = false;
  /** From here on what is started on a host finds its network. */
  isNetworkUp = false;
  workload: { settings: WorkloadSettings; report: WorkloadReport } = { settings: settingsAtFirst, report: emptyReport };

  /** `programs`: the folder of the bundled processes. `moved`: what the picture shows has changed. Starts nothing yet. */
  constructor(options: { paths: LabPaths; store: LabPlanStore; programs: string; log: (text: string) => void; moved: () => void }) {
    this.paths = options.paths;
    this.store = options.store;
    this.programs = options.programs;
    this.log = options.log;
    this.moved = options.moved;
    this.plan = this.store.load() ?? initialPlan();
    this.registry = new ProcessRegistry(path.join(this.paths.data, 'lab', 'processes.json'), options.log);
    this.fabric = new Fabric({ path: this.paths.fabricSocket, hosts: toFabricHosts(this.plan) });
    this.machines = this.plan.hosts.map((plan) => this.assemble(plan));
    this.writeProbe = new ProbedWrites({
      host: (settings, onMessage) =>
        this.host('write-probe', {
          program: 'write-probe.mjs',
          contract: { host: CLIENT_HOST, fabricPath: this.paths.fabricSocket, ...settings },
          onMessage,
        }),
      controlPaths: () =>
        this.machines.flatMap(({ instances }) => instances.flatMap((one) => (one.process.state === 'running' ? [one.controlPath] : []))),
      log: options.log,
    });
    this.stopRates = quietClock.every(RATE_INTERVAL_MS, () => this.rates.look(this.fabric.summarizeFlows(), quietClock.nowMs()));
  }

  /** Ends what an earlier run left behind, then boots every host that has power. Resolves when all processes serve or have failed. */
  async start(): Promise<void> {
    for (const processId of await this.registry.endLeftovers()) this.log(`killed process ${processId}, left over from an earlier run`);
    await this.savePlan();
    await this.fabric.listen();
    this.isNetworkUp = true;
    await Promise.all(this.machines.filter(({ plan }) => plan.power === 'on').map((machine) => this.boot(machine)));
  }

  /** Shuts every process down in order: applications, then instances, then agents. What is wanted stays wanted. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.stopRates();
    await Promise.all([this.workloadProcess?.kill(), this.writeProbe.stop()]);
    await Promise.all(this.machines.flatMap(({ instances }) => instances.map((instance) => instance.process.stop())));
    await Promise.all(this.machines.map(({ agent }) => agent.stop()));
    await this.fabric.close();
    await this.store.close();
    fs.rmSync(this.paths.run, { recursive: true, force: true });
  }

  /** One more host with an instance, certificates laid down, booted; null when the lab is full. Written down before it exists. */
  async addHost(): Promise<LabMachine | null> {
    const plan = addedServer(this.plan);
    if (plan === null) return null;
    const isLast = (index: number) => (index === -1 ? this.plan.hosts.length : index);
    this.plan.hosts.splice(isLast(this.plan.hosts.findIndex(({ name }) => name === CLIENT_HOST)), 0, plan);
    await this.savePlan();
    const machine = this.assemble(plan);
    await layDownCertificates(this.paths, [machine]);
    this.fabric.addHost(toFabricHost(plan));
    this.machines = this.plan.hosts
      .map(({ name }) => (name === plan.name ? machine : this.machine(name)))
      .filter((known) => known !== undefined);
    await this.boot(machine);
    return machine;
  }

  machine(host: string): LabMachine | undefined {
    return this.machines.find(({ plan }) => plan.name === host);
  }

  async savePlan(): Promise<void> {
    await this.store.save(this.plan);
  }

  /** As after pressing the power button: enabled services first, then the instances that ran. */
  async boot(machine: LabMachine): Promise<void> {
    this.fabric.powerOn(machine.plan.name);
    if (machine.plan.agent.enabled) await this.startQuietly(machine.agent);
    await Promise.all(machine.instances.filter(({ plan }) => plan.wanted).map((instance) => this.startQuietly(instance.process)));
  }

  /** Silence first, then death: no peer hears a connection close. */
  async cutPower(machine: LabMachine): Promise<void> {
    this.fabric.powerOff(machine.plan.name);
    const processes = [machine.agent, ...machine.instances.map((instance) => instance.process)];
    if (machine.plan.name === CLIENT_HOST)
      processes.push(...[this.workloadProcess, this.writeProbe.process].filter((client) => client !== null));
    await Promise.all(processes.map((hosted) => hosted.kill({ kind: 'power-lost' })));
  }

  get isWorkloadRunning(): boolean {
    return this.workload.report.state === 'running';
  }

  /** Rejects when the client cannot be started. A client that still reads back an earlier run is ended. */
  async startWorkload(settings: WorkloadSettings): Promise<void> {
    await this.workloadProcess?.kill();
    this.workload = { settings, report: { ...emptyReport, state: 'running' } };
    const client = this.host('workload', {
      program: 'workload.mjs',
      contract: { host: CLIENT_HOST, fabricPath: this.paths.fabricSocket, ...settings },
      onMessage: (message) => {
        const report = workloadReportSchema.safeParse(message);
        if (!report.success || this.workloadProcess !== client) return;
        this.workload = { ...this.workload, report: report.data };
        this.workloadWatch.changed();
      },
      onChange: () => {
        if (client.state !== 'down' || this.workloadProcess !== client) return;
        const { report } = this.workload;
        this.workload = {
          ...this.workload,
          report: {
            ...report,
            state: 'stopped',
            currentRate: 0,
            lastError:
              report.state === 'running'
                ? `the client ended (${client.lastExit ? processEndText(client.lastExit) : ''})`
                : report.lastError,
          },
        };
        this.workloadWatch.changed();
      },
    });
    this.workloadProcess = client;
    await client.start();
  }

  /**
   * Resolves when the last write has been answered or given up. The client goes on for a while, reading back what was acknowledged; its
   * reports arrive as before. One that does not stop is ended.
   */
  async stopWorkload(): Promise<void> {
    this.workloadProcess?.send({ kind: 'stop' });
    if (!(await this.workloadWatch.until(() => !this.isWorkloadRunning, WORKLOAD_STOP_MS))) await this.workloadProcess?.kill();
  }

  private async startQuietly(hosted: HostedProcess): Promise<void> {
    if (this.isStopping) return;
    await hosted.start().catch((error: Error) => this.log(error.message));
  }

  private assemble(plan: HostPlan): LabMachine {
    const common = { host: plan.name, runDirectory: this.paths.run, fabricPath: this.paths.fabricSocket };
    const agentDirectory = agentDirectoryOf(this.paths, plan.name);
    fs.mkdirSync(agentDirectory, { recursive: true });
    const arbiter = new ArbiterWatch(() => quietClock.nowMs());
    const agent = this.host(`${plan.name}.ISCAgent`, {
      onMessage: (message) => arbiter.hear(message),
      onChange: () => {
        if (agent.state === 'down') arbiter.forget();
      },
      program: 'agent.mjs',
      // Looked up at each start: another version may have been installed meanwhile.
      contract: {
        ...common,
        directory: agentDirectory,
        port: AGENT_PORT,
        instancesDirectory: instancesDirectoryOf(this.paths, plan.name),
        get version() {
          return plan.agent.version;
        },
      },
    });
    const instances = plan.instances.map((instance) => this.assembleInstance(plan.name, instance, common));
    return { plan, agent, arbiter, instances };
  }

  private assembleInstance(host: string, plan: HostPlan['instances'][number], common: Record<string, unknown>): LabInstance {
    const directory = instanceDirectoryOf(this.paths, host, plan.name);
    const controlPath = controlPathOf(this.paths, host, plan.name);
    fs.mkdirSync(path.join(directory, 'mgr'), { recursive: true });
    const watch = new InstanceWatch(controlPath, this.moved);
    const disk: LabInstance['disk'] = { condition: 'healthy' };
    const hosted = this.host(`${host}.${plan.name}`, {
      program: 'instance.mjs',
      contract: {
        ...common,
        instance: plan.name,
        get version() {
          return plan.version;
        },
        hostDirectory: hostDirectoryOf(this.paths, host),
        directory,
        controlPath,
        superserverPort: SUPERSERVER_PORT,
        get journalDisk() {
          return disk.condition;
        },
      },
      onChange: () => (hosted.state === 'running' || hosted.state === 'stopping' ? watch.follow() : watch.leave()),
    });
    return { plan, directory, controlPath, process: hosted, watch, disk };
  }

  private host(
    name: string,
    options: { program: string; contract: Record<string, unknown>; onChange?: () => void; onMessage?: (message: unknown) => void },
  ): HostedProcess {
    return new HostedProcess({
      ...options,
      onChange: () => {
        options.onChange?.();
        this.moved();
      },
      name,
      program: path.join(this.programs, options.program),
      logFile: path.join(this.paths.logs, `${name}.log`),
      registry: this.registry,
    });
  }
}
