// Vitest's global set-up for the tests on real processes: they run the same bundle as the product, and their labs begin with what need not
// be made again for each.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { AprilLab, MEMBERS } from '../e2e/engine/april-lab.ts';
import { keepReadyLab, READY_LAB } from '../e2e/engine/ready-lab.ts';
import { buildEngine } from './build.mjs';

const dist = path.join(import.meta.dirname, '../dist');

export default async function setUp() {
  await buildEngine();
  const lab = fs.readFileSync(path.join(dist, 'engine/lab.mjs'));
  // Of this lab and this day: certificates run out.
  const stamp = createHash('sha256').update(lab).update(new Date().toISOString().slice(0, 10)).digest('hex').slice(0, 12);
  const folder = path.join(dist, `ready-lab-${stamp}`);
  if (!fs.existsSync(folder)) await makeReadyLab(folder);
  process.env[READY_LAB] = folder;
}

async function makeReadyLab(folder) {
  for (const name of fs.readdirSync(dist))
    if (name.startsWith('ready-lab-')) fs.rmSync(path.join(dist, name), { recursive: true, force: true });
  const lab = await AprilLab.start();
  for (const { name, instances } of (await lab.view()).hosts)
    if (instances.length > 0 && !(name in MEMBERS)) await lab.orderLab({ kind: 'power-off-host', host: name });
  await lab.stop({ keep: true });
  const half = `${folder}.${process.pid}`;
  keepReadyLab(lab.dataDirectory, half);
  fs.rmSync(lab.dataDirectory, { recursive: true, force: true });
  fs.renameSync(half, folder);
}
