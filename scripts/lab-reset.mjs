// npm run lab:reset: begins anew. Removes the hosts and the lab from the data folder, and nothing else that lies there.
//   node scripts/start.mjs --reset [--data DIR]
import fs from 'node:fs';
import path from 'node:path';

/** What the lab makes in its data folder. */
const OURS = ['hosts', 'lab'];

/** `paths` are the lab's, `takeDataFolder` is the engine's; `fail` prints one sentence and ends the program. */
export function resetLab(paths, takeDataFolder, fail) {
  const say = (text) => process.stdout.write(`${text}\n`);
  if (!fs.existsSync(paths.data)) return say(`There is nothing to remove: ${paths.data} does not exist.`);
  if (!fs.existsSync(paths.plan))
    return fail(
      `${paths.data} does not look like a data folder of the lab (there is no ${path.relative(paths.data, paths.plan)} in it): nothing is removed.`,
    );
  const owner = takeDataFolder(paths, 'lab:reset');
  if (owner.sentence) return fail(`The lab is running: ${owner.sentence}. Stop it first (Ctrl-C where npm start runs).`);
  // The plan goes last: a reset that is interrupted can be repeated.
  for (const name of OURS) fs.rmSync(path.join(paths.data, name), { recursive: true, force: true });
  fs.rmSync(paths.run, { recursive: true, force: true });
  owner.lock.release({ remove: true });
  if (fs.readdirSync(paths.data).length === 0) fs.rmdirSync(paths.data);
  say(`The lab in ${paths.data} is removed: the next npm start makes a new one.`);
}
