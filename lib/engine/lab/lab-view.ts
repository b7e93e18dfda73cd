/** What the Lab page shows, read off the processes and the fabric at this moment. */
import fs from 'node:fs';
import path from 'node:path';
import { AGENT_PORT } from '../../contract/units.ts';
import type { LabHost, LabView } from '../../contract/views.ts';
import type { Lab, LabInstance, LabMachine } from './lab.ts';
import { networks } from './plan.ts';
import { toWorkloadView } from './workload-report.ts';

/** Certificates change rarely, and the view is asked for four times a second. */
const FILES_FRESH_MS = 2000;
const filesSeen = new Map<string, { atMs: number; files: string[] }>();

export const viewLab = (lab: Lab): LabView => ({
  hosts: lab.machines.map((machine) => viewHost(lab, machine)),
  networks: networks.map((network) => ({ ...network })),
  cuts: lab.fabric.world.cuts.map((cut) => ({ ...cut })),
  flows: lab.rates.describe(lab.fabric.summarizeFlows()),
  workload: toWorkloadView(lab.workload.settings, lab.workload.report),
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
    lastExit: hosted.lastExit,
    journalDisk: disk.condition,
  };
}

function listCertificates(directory: string): string[] {
  const seen = filesSeen.get(directory);
  const nowMs = performance.now();
  if (seen && nowMs - seen.atMs < FILES_FRESH_MS) return seen.files;
  const names = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
  const files = names
    .filter((name) => /\.(cer|key)$/.test(name))
    .sort()
    .map((name) => path.join(directory, name));
  filesSeen.set(directory, { atMs: nowMs, files });
  return files;
}
