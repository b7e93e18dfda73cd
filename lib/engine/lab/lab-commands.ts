/** What a person may do at the hosts with their hands: one row per command of the contract. */
import type { labCommands } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { isOlderVersion } from '../../contract/units.ts';
import type { CommandHandlers } from '../ports/control-server.ts';
import { issueCertificate } from './certificates.ts';
import { copyFile } from './copy-file.ts';
import { editValidatedMember } from './edit-validated-member.ts';
import type { Lab, LabInstance, LabMachine } from './lab.ts';
import { instanceDirectoryOf } from './paths.ts';

const done = accepted(null);
const notNow = (kind: string, reason: string) => refused('P105', [kind, reason]);

type Rows = Partial<CommandHandlers<typeof labCommands>>;

export const labActions = (lab: Lab) =>
  ({
    ...agentActions(lab),
    ...instanceActions(lab),
    ...cableActions(lab),
    ...hostActions(lab),
    ...workloadActions(lab),
  }) satisfies CommandHandlers<typeof labCommands>;

const agentActions = (lab: Lab) =>
  ({
    'install-agent': ({ host, version }) =>
      onMachine(lab, 'install-agent', host, async ({ plan, agent }) => {
        if (plan.agent.installed && plan.agent.version === version)
          return notNow('install-agent', `ISCAgent ${version} is already installed on ${host}`);
        // A kit replaces what is installed and leaves the agent stopped.
        await agent.stop();
        plan.agent.installed = true;
        plan.agent.version = version;
        await lab.savePlan();
        return done;
      }),
    'start-agent': ({ host }) =>
      onMachine(lab, 'start-agent', host, async ({ plan, agent }) => {
        if (!plan.agent.installed) return notNow('start-agent', `the ISCAgent is not installed on ${host}`);
        if (agent.state !== 'down') return notNow('start-agent', `the ISCAgent of ${host} is ${agent.state}`);
        await agent.start();
        return done;
      }),
    'stop-agent': ({ host }) =>
      onMachine(lab, 'stop-agent', host, async ({ agent }) => {
        if (agent.state === 'down') return notNow('stop-agent', `the ISCAgent of ${host} is not running`);
        await agent.stop();
        return done;
      }),
    'enable-agent': ({ host, enabled }) =>
      onMachine(lab, 'enable-agent', host, async ({ plan }) => {
        if (!plan.agent.installed) return notNow('enable-agent', `the ISCAgent is not installed on ${host}`);
        plan.agent.enabled = enabled;
        await lab.savePlan();
        return done;
      }),
  }) satisfies Rows;

const instanceActions = (lab: Lab) =>
  ({
    'start-instance': (command) =>
      onInstance(lab, 'start-instance', command, (instance) => startInstance(lab, 'start-instance', command.host, instance)),
    'stop-instance': (command) =>
      onInstance(lab, 'stop-instance', command, async (instance) => {
        if (instance.process.state === 'down') return notNow('stop-instance', `${nameOf(command)} is not running`);
        await want(lab, instance, false);
        await instance.process.stop(command.failover === false ? { kind: 'stop', failover: false } : null);
        return done;
      }),
    'restart-instance': (command) =>
      onInstance(lab, 'restart-instance', command, async (instance) => {
        await instance.process.stop();
        return startInstance(lab, 'restart-instance', command.host, instance);
      }),
    'kill-instance': (command) =>
      onInstance(lab, 'kill-instance', command, async (instance) => {
        if (instance.process.state === 'down') return notNow('kill-instance', `${nameOf(command)} is not running`);
        await instance.process.kill();
        return done;
      }),
    'upgrade-instance': (command) =>
      onInstance(lab, 'upgrade-instance', command, async ({ plan, process: hosted }) => {
        if (hosted.state !== 'down') return notNow('upgrade-instance', `${nameOf(command)} is ${hosted.state}`);
        if (plan.version === command.version) return notNow('upgrade-instance', `${nameOf(command)} has version ${command.version}`);
        if (isOlderVersion(command.version, plan.version)) return refused('P400', [plan.version, command.version]);
        const agent = lab.machine(command.host)?.plan.agent;
        if (agent?.installed && isOlderVersion(agent.version, command.version)) return refused('2136');
        plan.version = command.version;
        await lab.savePlan();
        return done;
      }),
    'set-validated-member': (command) => setValidatedMember(lab, command),
    'pause-instance': (command) =>
      onInstance(lab, 'pause-instance', command, (instance) => {
        if (instance.process.state !== 'running') return notNow('pause-instance', `${nameOf(command)} is ${instance.process.state}`);
        instance.process.pause();
        return done;
      }),
    'resume-instance': (command) =>
      onInstance(lab, 'resume-instance', command, (instance) => {
        if (instance.process.state !== 'paused') return notNow('resume-instance', `${nameOf(command)} is ${instance.process.state}`);
        instance.process.resume();
        return done;
      }),
    'set-journal-disk': (command) =>
      onInstance(lab, 'set-journal-disk', command, ({ disk, process: hosted }) => {
        disk.condition = command.condition;
        hosted.send({ kind: 'journal-disk', condition: command.condition });
        return done;
      }),
  }) satisfies Rows;

const cableActions = (lab: Lab) =>
  ({
    'cut-path': ({ from, to, bothWays, cut }) => {
      for (const host of [from, to]) if (!lab.machine(host)) return refused('P104', ['host', host]);
      if (from === to) return notNow('cut-path', `${from} needs no cable to itself`);
      for (const way of [{ from, to }, ...(bothWays ? [{ from: to, to: from }] : [])]) {
        if (cut) lab.fabric.cut(way);
        else lab.fabric.mend(way);
      }
      return done;
    },
    'plug-card': async ({ host, card, plugged }) => {
      // Cables and firewall rules can be changed whether the host has power or not.
      const machine = lab.machine(host);
      if (!machine) return refused('P104', ['host', host]);
      const plan = machine.plan.cards.find((candidate) => candidate.name === card);
      if (!plan) return refused('P104', ['card', card]);
      plan.plugged = plugged;
      lab.fabric.setPlugged(host, card, plugged);
      await lab.savePlan();
      return done;
    },
    'open-port': async ({ host, port, open }) => {
      const machine = lab.machine(host);
      if (!machine) return refused('P104', ['host', host]);
      const others = machine.plan.openPorts.filter((candidate) => candidate !== port);
      machine.plan.openPorts = open ? [...others, port].sort((a, b) => a - b) : others;
      lab.fabric.setPortOpen(host, port, open);
      await lab.savePlan();
      return done;
    },
  }) satisfies Rows;

const hostActions = (lab: Lab) =>
  ({
    'add-host': async () => {
      const added = await lab.addHost();
      return added ? accepted({ host: added.plan.name }) : notNow('add-host', 'the lab has as many hosts as it can hold');
    },
    'issue-certificate': ({ host }) =>
      onMachine(lab, 'issue-certificate', host, async (machine) =>
        machine.instances.length === 0
          ? notNow('issue-certificate', `${host} has no instance`)
          : accepted(await issueCertificate(lab.paths, machine)),
      ),
    'power-off-host': ({ host }) =>
      onMachine(lab, 'power-off-host', host, async (machine) => {
        machine.plan.power = 'off';
        await lab.savePlan();
        await lab.cutPower(machine);
        return done;
      }),
    'power-on-host': async ({ host }) => {
      const machine = lab.machine(host);
      if (!machine) return refused('P104', ['host', host]);
      if (machine.plan.power === 'on') return notNow('power-on-host', `${host} has power already`);
      machine.plan.power = 'on';
      await lab.savePlan();
      void lab.boot(machine); // Booting takes its time; the view shows each process as it starts.
      return done;
    },
    'copy-file': (command) =>
      onMachine(lab, 'copy-file', command.fromHost, () => onMachine(lab, 'copy-file', command.toHost, () => copyFile(lab.paths, command))),
  }) satisfies Rows;

const workloadActions = (lab: Lab) =>
  ({
    'start-workload': async (settings) => {
      if (lab.isWorkloadRunning) return notNow('start-workload', 'the workload is running');
      return onMachine(lab, 'start-workload', 'client', async () => {
        await lab.startWorkload(settings);
        return done;
      });
    },
    'stop-workload': async () => {
      if (!lab.isWorkloadRunning) return notNow('stop-workload', 'the workload is not running');
      await lab.stopWorkload();
      return done;
    },
    'start-write-probe': (settings) =>
      onMachine(lab, 'start-write-probe', 'client', async () => {
        await lab.writeProbe.start(settings);
        return done;
      }),
    'stop-write-probe': async () => {
      await lab.writeProbe.stop();
      return done;
    },
  }) satisfies Rows;

type Answer = Outcome<unknown> | Promise<Outcome<unknown>>;

/** For what needs a host with power. */
function onMachine(lab: Lab, kind: string, host: string, act: (machine: LabMachine) => Answer): Answer {
  const machine = lab.machine(host);
  if (!machine) return refused('P104', ['host', host]);
  if (machine.plan.power === 'off') return notNow(kind, `${host} has no power`);
  return act(machine);
}

function onInstance(lab: Lab, kind: string, target: { host: string; instance: string }, act: (instance: LabInstance) => Answer): Answer {
  return onMachine(lab, kind, target.host, ({ instances }) => {
    const instance = instances.find(({ plan }) => plan.name === target.instance.toUpperCase());
    return instance ? act(instance) : refused('P104', ['instance', nameOf(target)]);
  });
}

async function startInstance(lab: Lab, kind: string, host: string, instance: LabInstance): Promise<Outcome<unknown>> {
  if (instance.process.state !== 'down') return notNow(kind, `${host}/${instance.plan.name} is ${instance.process.state}`);
  await want(lab, instance, true);
  await instance.process.start();
  return done;
}

/** Also while the host has no power, since a host of the lab starts its instances when it boots. */
async function setValidatedMember(lab: Lab, target: { host: string; instance: string; validated?: boolean }): Promise<Outcome<unknown>> {
  const instance = lab.machine(target.host)?.instances.find(({ plan }) => plan.name === target.instance.toUpperCase());
  if (!instance) return refused('P104', ['instance', nameOf(target)]);
  const edited = await editValidatedMember({
    instanceDirectory: instanceDirectoryOf(lab.paths, target.host, instance.plan.name),
    validated: target.validated ?? false,
    isUp: () => instance.process.state !== 'down',
  });
  if (edited === 'written') return done;
  return notNow(
    'set-validated-member',
    edited === 'up' ? `${nameOf(target)} is ${instance.process.state}` : `${nameOf(target)} is no member of a mirror`,
  );
}

async function want(lab: Lab, instance: LabInstance, wanted: boolean): Promise<void> {
  instance.plan.wanted = wanted;
  await lab.savePlan();
}

const nameOf = (target: { host: string; instance: string }) => `${target.host}/${target.instance}`;
