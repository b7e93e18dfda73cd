/** Copying a file from one host of the lab to another, as a person does with scp: hosts are folders of one machine, and nothing outside them may be read or written. */
import { constants } from 'node:fs';
import { copyFile as copy, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { LabPaths } from './paths.ts';

interface CopyOrder {
  readonly fromHost: string;
  readonly from: string;
  readonly toHost: string;
  readonly to: string;
  readonly overwrite: boolean;
}

/** Answers the path of the copy, which appears whole or not at all. Refuses with P181, P161, 20 (it exists), P164. */
export async function copyFile(paths: LabPaths, { fromHost, from, toHost, to, overwrite }: CopyOrder): Promise<Outcome<{ file: string }>> {
  const source = await realpath(from).catch(() => path.resolve(from));
  if (!(await isBelow(paths, fromHost, source))) return refused('P181', [from, fromHost], 'from');
  const found = await stat(source).catch(() => null);
  if (!found?.isFile()) return refused('P161', [from, 'it is not there'], 'from');
  const wanted = path.resolve(to);
  const isFolder = to.endsWith(path.sep) || ((await stat(wanted).catch(() => null))?.isDirectory() ?? false);
  const target = isFolder ? path.join(wanted, path.basename(source)) : wanted;
  if (!(await isBelow(paths, toHost, await realParent(target)))) return refused('P181', [to, toHost], 'to');
  if (target === source) return refused('20', [], 'to');
  if (!overwrite && (await stat(target).catch(() => null))) return refused('20', [], 'to');
  return write(source, target);
}

async function write(source: string, target: string): Promise<Outcome<{ file: string }>> {
  const unfinished = `${target}.copying`;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await copy(source, unfinished, constants.COPYFILE_FICLONE);
    const handle = await open(unfinished, 'r');
    await handle.sync().finally(() => handle.close());
    await rename(unfinished, target);
    return accepted({ file: target });
  } catch (error) {
    await rm(unfinished, { force: true });
    return refused('P164', [target, error instanceof Error ? error.message : String(error)], 'to');
  }
}

/** Links are followed: a link in a host's folder must not lead out of it. */
async function isBelow(paths: LabPaths, host: string, file: string): Promise<boolean> {
  const folder = await realpath(path.join(paths.data, 'hosts', host)).catch(() => null);
  return folder !== null && file.startsWith(`${folder}${path.sep}`);
}

/** The path with the links of its existing part followed. */
async function realParent(target: string): Promise<string> {
  let existing = path.dirname(target);
  while (!(await stat(existing).catch(() => null)) && path.dirname(existing) !== existing) existing = path.dirname(existing);
  return path.join(await realpath(existing), path.relative(existing, target));
}
