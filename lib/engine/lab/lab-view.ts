/** What the Lab page shows, read off the processes and the fabric at this moment. */
import fs from 'node:fs';
import path from 'node:path';
import { AGENT_PORT } from '../../contract/units.ts';
import type { LabHost, LabView, Membership } from '../../contract/views.ts';
import { readRegistration } from '../agent/registrations.ts';
import type { Lab, LabInstance, LabMachine } from './lab.ts';
import { networks } from './plan.ts';
import { toWorkloadView } from './workload-report.ts';
import { systemClock } from '../ports/clock.ts';

/** Certificates change rarely, and the view is asked for four times a second. */
const FILES_FRESH_MS = 2000;
/** Who has joined a mirror is soon seen. */
const MEMBERSHIPS_FRESH_MS = 500;

export const viewLab = (lab: Lab): LabView => ({
  hosts: lab.machines.map((machine) => viewHost(lab, machine)),
  networks: networks.map((network) => ({ ...network })),
  cuts: lab.fabric.world.cuts.map((cut) => ({ ...cut })),
  flows: lab.rates.describe(lab.fabric.summarizeFlows()),
  workload: toWorkloadView(lab.workload.settings, lab.workload.report),
  writeProbe: lab.writeProbe.view,
});

function viewHost(lab: Lab, { plan, agent, instances }: LabMachine): LabHost {
  // Cards, ports and power as the fabric applies them, so that the picture cannot differ from what packets meet.
  const host = lab.fabric.world.hosts.find((candidate) => candidate.name === plan.name);
  return {
    name: plan.name,
    power: host?.power ?? 'off',
    purpose: plan.purpose,
    cards: (host?.cards ?? []).map(({ name, network, plugged, addresses }) => ({
      name,
      network,
      plugged,
      addresses: addresses.map(({ address, prefixLength }) => ({ address, prefixLength })),
    })),
    agent: {
      installed: plan.agent.installed,
      running: agent.state === 'running' || agent.state === 'stopping',
      enabled: plan.agent.enabled,
      version: plan.agent.installed ? plan.agent.version : '',
      port: AGENT_PORT,
      processId: agent.processId,
    },
    openPorts: host?.openPorts ?? [],
    certificateFiles: instances.flatMap(({ directory }) => listCertificates(path.join(directory, 'mgr'))),
    instances: instances.map(viewInstance),
  };
}

function viewInstance({ plan, directory, controlPath, process: hosted, watch, disk }: LabInstance): LabHost['instances'][number] {
  const mirror = hosted.state === 'paused' ? null : (watch.summary?.mirror ?? null);
  return {
    name: plan.name,
    version: plan.version,
    state: hosted.state,
    processId: hosted.processId,
    directory,
    controlPath,
    mirror: mirror && { name: mirror.name, memberName: mirror.memberName, status: mirror.status },
    memberships: membershipsOf(directory),
    lastExit: hosted.lastExit,
    journalDisk: disk.condition,
  };
}

const listCertificates = keptFor(FILES_FRESH_MS, (directory: string): string[] => {
  const names = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
  return names
    .filter((name) => /\.(cer|key)$/.test(name))
    .sort()
    .map((name) => path.join(directory, name));
});

const membershipsOf = keptFor(MEMBERSHIPS_FRESH_MS, (directory: string): Membership[] => {
  const registration = readRegistration(directory);
  return [registration?.mirror ?? null, ...(registration?.otherMirrors ?? [])].flatMap((mirror) => {
    if (!mirror) return [];
    const self = mirror.config?.members.find(({ guid }) => guid === mirror.memberGuid);
    return {
      mirrorGuid: mirror.guid,
      mirrorName: mirror.name,
      memberGuid: mirror.memberGuid,
      memberName: self?.name ?? null,
      memberKind: self?.kind ?? null,
      arbiterAddress: mirror.config?.arbiter?.address ?? null,
    };
  });
});

/** What is read from a directory, at most once in `freshMs`. */
function keptFor<Value>(freshMs: number, read: (directory: string) => Value): (directory: string) => Value {
  const seen = new Map<string, { readonly atMs: number; readonly value: Value }>();
  return (directory) => {
    const nowMs = systemClock.nowMs();
    const known = seen.get(directory);
    if (known && nowMs - known.atMs < freshMs) return known.value;
    const value = read(directory);
    seen.set(directory, { atMs: nowMs, value });
    return value;
  };
}
