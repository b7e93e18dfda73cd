/** The ISCAgent process of one host. Started and told its place by the daemon of the machine; ends with it, so that no agent outlives its host. */
import path from 'node:path';
import { z } from 'zod';
import { AGENT_PORT, PRODUCT_VERSION } from '../../contract/units.ts';
import { systemClock } from '../ports/clock.ts';
import { FabricNetwork } from '../ports/fabric-network.ts';
import { openAgentLog } from './agent-log.ts';
import { AgentServer } from './agent-server.ts';

const placeSchema = z.object({
  host: z.string(),
  /** Of the agent itself: its log. */
  directory: z.string(),
  runDirectory: z.string(),
  fabricPath: z.string(),
  port: z.int().default(AGENT_PORT),
  instancesDirectory: z.string(),
  /** An agent that was not upgraded with the instances. */
  version: z.string().default(PRODUCT_VERSION),
});

const place = placeSchema.parse(JSON.parse(process.env.MIRROR_PORTAL_PROCESS ?? '{}'));
const log = openAgentLog({ directory: path.resolve(place.directory), host: place.host, clock: systemClock });
const server = new AgentServer({
  network: new FabricNetwork({ host: place.host, fabricPath: place.fabricPath }),
  clock: systemClock,
  log,
  instancesDirectory: place.instancesDirectory,
  version: place.version,
  port: place.port,
});

process.on('disconnect', () => process.exit(0));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

server.start().then(
  () => process.send?.({ kind: 'ready' }),
  (error: unknown) => {
    log(`Could not start: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
