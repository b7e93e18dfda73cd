// npm run lab:reset: begins anew. Removes the hosts and the lab from the data folder, and nothing else that lies there.
//   node scripts/start.mjs --reset [--data DIR]
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** What the lab makes in its data folder. */
const OURS = ['hosts', 'lab'];

/** `paths` are the lab's; `fail` prints one sentence and ends the program. */
export async function resetLab(paths, fail) {
  const say = (text) => process.stdout.write(`${text}\n`);
  if (await isServed(paths.labSocket)) return fail(`The lab is running with the data folder ${paths.data}: stop it first (Ctrl-C where npm start runs).`);
  if (!fs.existsSync(paths.data)) return say(`There is nothing to remove: ${paths.data} does not exist.`);
  if (!fs.existsSync(paths.plan)) return fail(`${paths.data} does not look like a data folder of the lab (there is no ${path.relative(paths.data, paths.plan)} in it): nothing is removed.`);
  // The plan goes last: a reset that is interrupted can be repeated.
  for (const name of OURS) fs.rmSync(path.join(paths.data, name), { recursive: true, force: true });
  fs.rmSync(paths.run, { recursive: true, force: true });
  if (fs.readdirSync(paths.data).length === 0) fs.rmdirSync(paths.data);
  say(`The lab in ${paths.data} is removed: the next npm start makes a new one.`);
}

async function isServed(socketPath) {
  const socket = net.connect(socketPath);
  const isConnected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isConnected;
}
