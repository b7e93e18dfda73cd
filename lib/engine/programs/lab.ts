/** The lab daemon: owns the hosts of this machine for as long as it lives, and takes every process with it when it ends. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { labCommands } from '../../contract/commands.ts';
import { accepted, refused } from '../../contract/errors.ts';
import { labQueries } from '../../contract/views.ts';
import { outliveOutput } from '../../machine/output.ts';
import { ControlServer } from '../ports/control-server.ts';
import { viewArbiter } from '../lab/arbiter-view.ts';
import { layDownCertificates } from '../lab/certificates.ts';
import { Lab } from '../lab/lab.ts';
import { labActions } from '../lab/lab-commands.ts';
import { PrismaLabPlanStore } from '../lab/lab-store.ts';
import { viewLab } from '../lab/lab-view.ts';
import { keepLogsSmall } from '../lab/program-logs.ts';
import { EXIT_ALREADY_RUNNING, labPaths, makeDataFolder, makeLabDirectories, takeDataFolder } from '../lab/paths.ts';

process.umask(0o077); // What the lab and its processes write is this user's alone.
outliveOutput();
const log = (text: string) => process.stderr.write(`${new Date().toISOString()} ${text}\n`);
const paths = labPaths();
makeDataFolder(paths);
const owner = takeDataFolder(paths, 'a lab');
if ('sentence' in owner) {
  log(owner.sentence);
  process.exit(EXIT_ALREADY_RUNNING);
}
makeLabDirectories(paths);
keepLogsSmall(paths.logs, log);

const lab = new Lab({
  paths,
  store: await PrismaLabPlanStore.open(paths.plan),
  programs: path.dirname(fileURLToPath(import.meta.url)),
  log,
  moved: () => control.nudge(),
});
const control = new ControlServer({
  path: paths.labSocket,
  queries: labQueries,
  commands: labCommands,
  answers: { lab: () => accepted(viewLab(lab)), arbiter: (input) => viewArbiter(lab, input) },
  actions: labActions(lab),
  mayCommand: () => (lab.isNetworkUp ? accepted(null) : refused('P585')),
  onFailure: (what, error) => log(`${what}: ${error instanceof Error ? error.stack : error}`),
});

let isEnding = false;
/** Stops everything in order. Safe to call again; the second call changes nothing. */
async function end(why: string): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  log(`stopping everything: ${why}`);
  await control.close();
  await lab.stop();
  log('everything is stopped');
  process.exit(0);
}
process.on('SIGTERM', () => void end('SIGTERM'));
process.on('SIGINT', () => void end('SIGINT'));
process.on('disconnect', () => void end('the program that started the lab has ended'));

// Served from the beginning, so that the picture shows the hosts while they boot. Orders wait for the network.
await control.listen();
await layDownCertificates(paths, lab.machines);
await lab.start();
log(`the lab serves ${paths.data}`);
process.send?.({ kind: 'ready' });
