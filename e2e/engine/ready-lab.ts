/**
 * What a lab makes at its first start and no test looks at, made once for all test files (`scripts/processes-setup.mjs`) and copied into
 * each new data folder: certificates (their keys take as long as an instance's start), and the plan of a lab of which only the failover
 * members' and the arbiter's hosts are on. Nothing of an instance: its files hold the paths of their folder.
 */
import fs from 'node:fs';
import path from 'node:path';

/** Environment variable with the folder. Without it labs begin with nothing, and all their hosts are on. */
export const READY_LAB = 'MIRROR_PORTAL_READY_LAB';
const CERTIFICATES = /^lab\/ca\/|^hosts\/[^/]+\/instances\/[^/]+\/mgr\/[^/]+\.(cer|key)$/;
const PLAN = /^lab\/lab\.db/;

/** From the data folder of a lab that has ended. */
export const keepReadyLab = (dataDirectory: string, folder: string): void =>
  copyFiles(dataDirectory, folder, (file) => CERTIFICATES.test(file) || PLAN.test(file));

/** Into an empty data folder. */
export function copyReadyLab(dataDirectory: string, { withAsyncs }: { withAsyncs: boolean }): void {
  const folder = process.env[READY_LAB];
  if (folder !== undefined) copyFiles(folder, dataDirectory, (file) => !(withAsyncs && PLAN.test(file)));
}

function copyFiles(from: string, to: string, isWanted: (file: string) => boolean): void {
  for (const name of fs.readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!isWanted(name) || !fs.statSync(path.join(from, name)).isFile()) continue;
    fs.mkdirSync(path.join(to, path.dirname(name)), { recursive: true, mode: 0o700 });
    fs.copyFileSync(path.join(from, name), path.join(to, name));
  }
}
