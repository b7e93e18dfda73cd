/**
 * What runs on a host, in this process and over loopback wires: for tests that need whole members. The caller stops what it has started.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PRODUCT_VERSION } from '../../contract/units.ts';
import { AgentClient } from '../agent/agent-client.ts';
import { AgentServer } from '../agent/agent-server.ts';
import { systemClock } from '../ports/clock.ts';
import type { LoopbackNetwork } from '../ports/loopback-network.ts';
import { Instance } from './instance.ts';

/** The ISCAgent of the host whose folder is `directory`. */
export async function startAgentForTests(network: LoopbackNetwork, directory: string): Promise<AgentServer> {
  mkdirSync(join(directory, 'instances'), { recursive: true });
  const agent = new AgentServer({
    network,
    clock: systemClock,
    log: () => {},
    directory,
    instancesDirectory: join(directory, 'instances'),
    version: PRODUCT_VERSION,
  });
  await agent.start();
  return agent;
}

/** The instance IRIS of that host; nobody serves `controlPath` for it. */
export function startInstanceForTests(
  network: LoopbackNetwork,
  { host, hostDirectory, controlPath }: { host: string; hostDirectory: string; controlPath: string },
): Promise<Instance> {
  const directory = join(hostDirectory, 'instances', 'iris');
  mkdirSync(directory, { recursive: true });
  return Instance.start({
    host,
    name: 'IRIS',
    directory,
    controlPath,
    superserverPort: 1972,
    network,
    agentClient: new AgentClient({ network }),
    clock: systemClock,
    shutDown: () => undefined,
  });
}
