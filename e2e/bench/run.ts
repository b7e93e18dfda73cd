/**
 * `npm run bench`: the figures of the README, measured in one run on one machine, over the real processes with TLS, LZ4 and an arbiter.
 * Every figure is the median of several rounds, with the worst; the client is this process and connects through the virtual IP like any
 * application. Honest on a quiet machine only.
 *
 * `-- --only PART[,PART]` runs these parts alone; `-- --outage WORD` those outages whose name holds the word. Ends with 1 when a mark is
 * missed or a write is lost.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { AprilLab } from '../engine/april-lab.ts';
import { measureBackup } from './backup.ts';
import { measureCatchUp } from './catch-up.ts';
import { measureDejournaling } from './dejournaling.ts';
import { measureHistory } from './history.ts';
import { measureOutages } from './outages.ts';
import { measurePortal } from './portal.ts';
import { measureCommits, measureReplication } from './throughput.ts';

interface Part {
  readonly name: string;
  /** Answers false when a mark is missed. */
  readonly measure: (lab: AprilLab, filter: { outage: string | undefined }) => Promise<unknown>;
}

/** In this order. These need none of its processes, and are measured before they are there to disturb them. */
const WITHOUT_LAB: readonly { readonly name: string; readonly measure: () => Promise<unknown> }[] = [
  { name: 'dejournaling', measure: measureDejournaling },
  { name: 'history', measure: measureHistory },
];
/** Has a lab of its own, with the portal. */
const PORTAL = { name: 'portal', measure: measurePortal };
const PARTS: readonly Part[] = [
  { name: 'commits', measure: measureCommits },
  { name: 'replication', measure: measureReplication },
  { name: 'catch-up', measure: measureCatchUp },
  { name: 'backup', measure: measureBackup },
  { name: 'outages', measure: (lab, { outage }) => measureOutages(lab, outage) },
];

function readOptions(args: string[]): { only: readonly string[]; outage: string | undefined } {
  const { values } = parseArgs({ args, options: { only: { type: 'string' }, outage: { type: 'string' } } });
  const names = [...WITHOUT_LAB, ...PARTS, PORTAL].map(({ name }) => name);
  const only = values.only?.split(',') ?? (values.outage === undefined ? names : ['outages']);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`the benchmark has no part ${unknown}: ${names.join(', ')}`);
  return { only, outage: values.outage };
}

/** Answers whether every mark is met. */
async function main(args: string[]): Promise<boolean> {
  const { only, outage } = readOptions(args);
  const cpu = os.cpus()[0]?.model ?? 'unknown processor';
  console.log(
    `Machine: ${os.cpus().length} × ${cpu}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${os.type()} ${os.release()}, load ${os.loadavg()[0]?.toFixed(1)} at the start\n`,
  );
  let areMet = true;
  for (const { name, measure } of WITHOUT_LAB) if (only.includes(name)) areMet = (await measure()) !== false && areMet;
  const wanted = PARTS.filter(({ name }) => only.includes(name));
  if (wanted.length > 0) areMet = (await measureInMirror(wanted, outage)) && areMet;
  if (only.includes(PORTAL.name)) areMet = (await PORTAL.measure()) && areMet;
  return areMet;
}

async function measureInMirror(parts: readonly Part[], outage: string | undefined): Promise<boolean> {
  const lab = await AprilLab.start();
  try {
    await lab.setUpApril();
    let areMet = true;
    for (const { measure } of parts) areMet = (await measure(lab, { outage })) !== false && areMet;
    return areMet;
  } finally {
    await lab.stop();
  }
}

main(process.argv.slice(2)).then(
  (areMet) => process.exit(areMet ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
