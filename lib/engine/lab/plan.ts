/** The lab as a person has set it up: hosts, cards, firewalls, what is installed and what should run. Outlives the daemon. */
import { z } from 'zod';
import { AGENT_PORT, PRODUCT_VERSION, productVersions, SUPERSERVER_PORT, WEB_PORT } from '../../contract/units.ts';
import type { FabricHost } from './fabric-rules.ts';

export const networks = [
  { name: 'public', subnet: '172.16.58.0/24' },
  { name: 'private', subnet: '172.16.159.0/24' },
] as const;

const cardPlanSchema = z.object({
  name: z.string(),
  network: z.string(),
  plugged: z.boolean(),
  address: z.string(),
  prefixLength: z.int(),
});
export const hostPlanSchema = z.object({
  name: z.string(),
  purpose: z.string(),
  power: z.enum(['on', 'off']),
  cards: z.array(cardPlanSchema),
  openPorts: z.array(z.int()),
  /** `enabled`: it starts whenever the host boots. */
  agent: z.object({ installed: z.boolean(), enabled: z.boolean(), version: z.string() }),
  /** `wanted`: it runs, or should run when its host boots. A crash leaves this as it is. */
  instances: z.array(z.object({ name: z.string(), wanted: z.boolean(), version: z.enum(productVersions) })),
});
export const labPlanSchema = z.object({ hosts: z.array(hostPlanSchema) });
export type HostPlan = z.infer<typeof hostPlanSchema>;
export type LabPlan = z.infer<typeof labPlanSchema>;

const PREFIX_LENGTH = 24;
const publicCard = (last: number) => ({
  name: 'ens33',
  network: 'public',
  plugged: true,
  address: `172.16.58.${last}`,
  prefixLength: PREFIX_LENGTH,
});
const privateCard = (last: number) => ({
  name: 'ens36',
  network: 'private',
  plugged: true,
  address: `172.16.159.${last}`,
  prefixLength: PREFIX_LENGTH,
});

const databaseServer = (name: string, last: number, purpose: string): HostPlan => ({
  name,
  purpose,
  power: 'on',
  cards: [publicCard(last), privateCard(last)],
  openPorts: [SUPERSERVER_PORT, AGENT_PORT, WEB_PORT],
  // The agent comes with the instance, but nobody has started it yet: the notes' first step.
  agent: { installed: true, enabled: false, version: PRODUCT_VERSION },
  instances: [{ name: 'IRIS', wanted: true, version: PRODUCT_VERSION }],
});

/** The notes' hosts as they are before anything was configured, and the machine that applications run on. */
export const initialPlan = (): LabPlan => ({
  hosts: [
    databaseServer('servera', 101, 'failover member'),
    databaseServer('serverb', 102, 'failover member'),
    {
      name: 'serverc',
      purpose: 'arbiter',
      power: 'on',
      cards: [publicCard(100)],
      openPorts: [AGENT_PORT],
      agent: { installed: false, enabled: false, version: PRODUCT_VERSION },
      instances: [],
    },
    databaseServer('serverd', 104, 'spare'),
    databaseServer('servere', 105, 'spare'),
    {
      name: 'client',
      purpose: 'client',
      power: 'on',
      cards: [publicCard(200)],
      openPorts: [],
      agent: { installed: false, enabled: false, version: PRODUCT_VERSION },
      instances: [],
    },
  ],
});

/** Letters for hosts that are added: the first three are the notes' own. */
const ADDED_LETTERS = 'defghijklmnopqrst';
const FIRST_ADDED_ADDRESS = 104;

/** One more database server, with the first name and address that are free, placed before the client; null when the lab is full. */
export function addedServer(plan: LabPlan): HostPlan | null {
  const names = new Set(plan.hosts.map(({ name }) => name));
  const index = [...ADDED_LETTERS].findIndex((letter) => !names.has(`server${letter}`));
  return index === -1 ? null : databaseServer(`server${ADDED_LETTERS[index]}`, FIRST_ADDED_ADDRESS + index, 'spare');
}

/** The hosts as the fabric sees them at boot: each card with its own address only. */
export const toFabricHosts = (plan: LabPlan): FabricHost[] => plan.hosts.map(toFabricHost);

export const toFabricHost = (host: HostPlan): FabricHost => ({
  name: host.name,
  power: host.power,
  openPorts: [...host.openPorts],
  cards: host.cards.map(({ name, network, plugged, address, prefixLength }) => ({
    name,
    network,
    plugged,
    addresses: [{ address, prefixLength, claim: 0 }],
  })),
});
