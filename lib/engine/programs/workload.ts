/** The workload's client as a process of its own, on the host `client`: it meets the network as any application does. */
import { systemClock } from '../ports/clock.ts';
import { FabricNetwork } from '../ports/fabric-network.ts';
import { workloadContractSchema, workloadOrderSchema } from '../lab/workload-report.ts';
import { WorkloadRun } from '../lab/workload-run.ts';

const REPORT_INTERVAL_MS = 250;

const { host, fabricPath, ...settings } = workloadContractSchema.parse(JSON.parse(process.env.MIRROR_PORTAL_PROCESS ?? '{}'));
const run = new WorkloadRun({ network: new FabricNetwork({ host, fabricPath }), clock: systemClock, settings });

process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => run.stop());
process.on('message', (message) => {
  if (workloadOrderSchema.safeParse(message).success) run.stop();
});

process.send?.({ kind: 'ready' });
const stopReporting = systemClock.every(REPORT_INTERVAL_MS, () => process.send?.(run.report()));
await run.run();
stopReporting();
process.send?.(run.report(), () => process.exit(0));
