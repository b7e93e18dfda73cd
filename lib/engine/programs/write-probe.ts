/** The probe of writes as a process of its own, on the host `client`: it meets the network as any application does. */
import { systemClock } from '../ports/clock.ts';
import { FabricNetwork } from '../ports/fabric-network.ts';
import { WriteProbe } from '../lab/write-probe.ts';
import { writeProbeContractSchema } from '../lab/write-probe-report.ts';

const REPORT_INTERVAL_MS = 250;

const { host, fabricPath, ...settings } = writeProbeContractSchema.parse(JSON.parse(process.env.MIRROR_PORTAL_PROCESS ?? '{}'));
const probe = new WriteProbe({
  network: new FabricNetwork({ host, fabricPath }),
  clock: systemClock,
  settings,
  onGap: (gap) => process.send?.({ kind: 'gap', gap }),
});

for (const event of ['disconnect', 'SIGTERM'] as const)
  process.on(event, () => {
    probe.close();
    process.exit(0);
  });

process.send?.({ kind: 'ready' });
systemClock.every(REPORT_INTERVAL_MS, () => {
  process.send?.({ kind: 'report', acknowledged: probe.acknowledged, lastError: probe.lastError });
});
