/** One name for each place of the disk. */
import fs from 'node:fs';
import path from 'node:path';

/** The whole path with links followed, as far as it exists. */
export function realPath(file: string): string {
  const whole = path.resolve(/* turbopackIgnore: true */ file);
  try {
    return fs.realpathSync(whole);
  } catch {
    const parent = path.dirname(whole);
    return parent === whole ? whole : path.join(/* turbopackIgnore: true */ realPath(parent), path.basename(whole));
  }
}

/** Whether it lies in the folder, or would: no link may lead out of it. The folder itself is not below itself. */
export const isBelow = (folder: string, file: string) => realPath(file).startsWith(`${realPath(folder)}${path.sep}`);
