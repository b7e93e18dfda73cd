/**
 * The instance process. Started by the lab daemon with its contract in MIRROR_PORTAL_PROCESS; says `ready` when it serves, stops in order
 * on SIGTERM and when its parent goes away. `kill -9` at any moment is a crash: the journal recovers it.
 */
import path from 'node:path';
import { z } from 'zod';
import { instanceCommands } from '../../contract/commands.ts';
import { instanceExitCodes } from '../../contract/process-end.ts';
import { journalDiskConditions, PRODUCT_VERSION, productVersions } from '../../contract/units.ts';
import { whenBroken } from '../../machine/assert.ts';
import { outliveOutput } from '../../machine/output.ts';
import { AgentClient } from '../agent/agent-client.ts';
import { systemClock } from '../ports/clock.ts';
import { ControlServer } from '../ports/control-server.ts';
import { FabricNetwork } from '../ports/fabric-network.ts';
import { describeHolder } from '../ports/file-lock.ts';
import { setJournalDisk } from '../ports/journal-disk.ts';
import { failToStart, takeOwnDirectory } from '../ports/own-directory.ts';
import { commandTable } from '../commands/command-table.ts';
import { Instance } from '../instance/instance.ts';
import { queryContract, queryTable } from '../views/query-table.ts';

const contractSchema = z.object({
  host: z.string(),
  instance: z.string(),
  version: z.enum(productVersions).default(PRODUCT_VERSION),
  hostDirectory: z.string(),
  directory: z.string(),
  controlPath: z.string(),
  fabricPath: z.string(),
  superserverPort: z.int(),
  journalDisk: z.enum(journalDiskConditions).default('healthy'),
});
/** The lab lets the disk of a running instance fail, or heals it. */
const journalDiskMessage = z.object({ kind: z.literal('journal-disk'), condition: z.enum(journalDiskConditions) });

/** From the daemon, in place of SIGTERM: iris stop … nofailover. */
const stopOrderSchema = z.object({ kind: z.literal('stop'), failover: z.boolean() });

/** How long an instance whose lab is gone may take to end in order: nobody would end it who waits in vain for a disk. */
const ORPHAN_STOP_MS = 30_000;

process.umask(0o077); // What it writes is its user's alone.
outliveOutput();

async function main(): Promise<void> {
  const contract = contractSchema.parse(JSON.parse(process.env.MIRROR_PORTAL_PROCESS ?? '{}'));
  const taken = await takeOwnDirectory(path.join(contract.directory, 'instance.lck'), `${contract.host}/${contract.instance}`);
  if (taken.kind === 'held') throw new Error(`${contract.directory} is in use by ${describeHolder(taken.by)}`);
  setJournalDisk(contract.journalDisk);
  process.on('message', (message) => {
    const told = journalDiskMessage.safeParse(message);
    if (told.success) setJournalDisk(told.data.condition);
  });
  const network = new FabricNetwork({ host: contract.host, fabricPath: contract.fabricPath });
  const instance = await Instance.start({
    host: contract.host,
    name: contract.instance,
    version: contract.version,
    hostDirectory: contract.hostDirectory,
    directory: contract.directory,
    controlPath: contract.controlPath,
    superserverPort: contract.superserverPort,
    network,
    agentClient: new AgentClient({ network }),
    clock: systemClock,
    shutDown: (order) => void stop(order),
  });
  // A bug: what it left behind in memory cannot be trusted. The process ends as if it had been killed, but says why.
  const failInternally = (error: unknown) => {
    console.error(error);
    instance.halt(`internal error: ${error instanceof Error ? error.message : String(error)}`, instanceExitCodes.failed);
  };
  whenBroken(failInternally);
  process.on('uncaughtException', failInternally);
  process.on('unhandledRejection', failInternally);
  const control = new ControlServer({
    path: contract.controlPath,
    queries: queryContract,
    commands: instanceCommands,
    answers: queryTable(instance),
    actions: commandTable(instance),
    onFailure: (what, error) => instance.note(2, `${what} failed: ${error instanceof Error ? error.message : String(error)}`),
  });
  instance.log.listen(() => control.nudge());
  instance.timeline.listen(() => control.nudge());
  await control.listen();
  process.send?.({ kind: 'ready' });

  let isStopping = false;
  const stop = async (order: { failover: boolean } = { failover: true }) => {
    if (isStopping) return;
    isStopping = true;
    try {
      await control.close();
      await instance.stop(order);
      process.exit(0);
    } catch (error) {
      // Stopping half-way is a crash, which the journal recovers.
      instance.halt(
        `the instance could not stop in order: ${error instanceof Error ? error.message : String(error)}`,
        instanceExitCodes.failed,
      );
    }
  };
  process.on('message', (message) => {
    const order = stopOrderSchema.safeParse(message);
    if (order.success) void stop(order.data);
  });
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  process.on('disconnect', () => {
    systemClock.after(ORPHAN_STOP_MS, () =>
      instance.halt(`the lab has ended, and this instance could not stop in order within ${ORPHAN_STOP_MS} ms`, instanceExitCodes.failed),
    );
    void stop();
  });
}

main().catch((error: unknown) => {
  console.error(error);
  failToStart(error instanceof Error ? error.message : String(error));
});
