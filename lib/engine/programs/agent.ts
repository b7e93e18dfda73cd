/**
 * The ISCAgent process of one host. Started and told its place by the daemon of the machine; ends with it, so that no agent outlives its
 * host.
 */
import path from 'node:path';
import { z } from 'zod';
import { instanceExitCodes } from '../../contract/process-end.ts';
import { AGENT_PORT, PRODUCT_VERSION } from '../../contract/units.ts';
import { whenBroken } from '../../machine/assert.ts';
import { outliveOutput } from '../../machine/output.ts';
import { systemClock } from '../ports/clock.ts';
import { FabricNetwork } from '../ports/fabric-network.ts';
import { describeHolder } from '../ports/file-lock.ts';
import { failToStart, takeOwnDirectory } from '../ports/own-directory.ts';
import { openAgentLog } from '../agent/agent-log.ts';
import { AgentServer } from '../agent/agent-server.ts';
import { ARBITER_TOLD_MS } from '../../machine/waits.ts';
import type { ArbiterWord } from '../agent/arbiter-word.ts';

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

/** As an instance that ends by a fault of its own. */
const EXIT_BROKEN = instanceExitCodes.failed;

process.umask(0o077); // What it writes is its user's alone.
outliveOutput();
const place = placeSchema.parse(JSON.parse(process.env.MIRROR_PORTAL_PROCESS ?? '{}'));
const log = openAgentLog({ directory: path.resolve(place.directory), host: place.host, clock: systemClock });
const server = new AgentServer({
  network: new FabricNetwork({ host: place.host, fabricPath: place.fabricPath }),
  clock: systemClock,
  log,
  directory: path.resolve(place.directory),
  instancesDirectory: place.instancesDirectory,
  version: place.version,
  port: place.port,
});

// What a fault of its own has left in memory cannot be trusted: least of all a verdict of the arbiter.
whenBroken((broken) => {
  log(broken.message);
  console.error(broken);
  process.exit(EXIT_BROKEN);
});
/** What it does as arbiter is told to the daemon of the machine, which tells people. */
systemClock.every(ARBITER_TOLD_MS, () => process.send?.({ kind: 'arbiter', standing: server.arbiter.standing() } satisfies ArbiterWord));
process.on('disconnect', () => process.exit(0));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

async function start(): Promise<void> {
  const taken = await takeOwnDirectory(path.join(place.directory, 'agent.lck'), `the ISCAgent of ${place.host}`);
  if (taken.kind === 'held') throw new Error(`${place.directory} is in use by ${describeHolder(taken.by)}`);
  await server.start();
  process.send?.({ kind: 'ready' });
}

start().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  log(`Could not start: ${reason}`);
  failToStart(reason);
});
