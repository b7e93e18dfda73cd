/** Where the lab keeps its files and its sockets. */
import fs from 'node:fs';
import path from 'node:path';
import { makePrivate, makeRunDirectory, runDirectoryOf } from '../../machine/run-directory.ts';
import { describeHolder, FileLock, nameProcess } from '../ports/file-lock.ts';

export interface LabPaths {
  /** Absolute. Everything that must survive. */
  data: string;
  /** Short, per data folder, private to the user (`run-directory.ts`). Everything in it is remade at the next start. */
  run: string;
  labSocket: string;
  fabricSocket: string;
  /** The plan of the lab: hosts, cards, what is installed and wanted. */
  plan: string;
  /** What the lab's processes print. */
  logs: string;
}

/** `dataDirectory` may be relative to the working directory. Nothing is created. */
export function labPathsOf(dataDirectory: string): LabPaths {
  const data = path.resolve(dataDirectory);
  const run = runDirectoryOf(data);
  return {
    data,
    run,
    labSocket: path.join(run, 'lab.sock'),
    fabricSocket: path.join(run, 'fabric.sock'),
    plan: path.join(data, 'lab', 'lab.db'),
    logs: path.join(data, 'lab', 'logs'),
  };
}

/** The data folder of this process: MIRROR_PORTAL_DATA, or ./data. */
export const labPaths = () => labPathsOf(process.env.MIRROR_PORTAL_DATA ?? 'data');

/** The disk of a host. */
export const hostDirectoryOf = (paths: LabPaths, host: string) => path.join(paths.data, 'hosts', host);
export const instanceDirectoryOf = (paths: LabPaths, host: string, instance: string) =>
  path.join(paths.data, 'hosts', host, 'instances', instance);
export const instancesDirectoryOf = (paths: LabPaths, host: string) => path.join(paths.data, 'hosts', host, 'instances');
export const agentDirectoryOf = (paths: LabPaths, host: string) => path.join(paths.data, 'hosts', host, 'agent');
export const controlPathOf = (paths: LabPaths, host: string, instance: string) => path.join(paths.run, `${host}.${instance}.sock`);

/** Of a program that finds that another one has its folder. */
export const EXIT_ALREADY_RUNNING = 3;

/**
 * One data folder has one owner, whatever it is called and wherever its sockets lie: the lock is in it, and is held as long as the process
 * lives. Answers a sentence when another one has it. The folder must exist.
 */
export function takeDataFolder({ data }: LabPaths, name: string): { lock: FileLock } | { sentence: string } {
  nameProcess(name);
  const taken = FileLock.take(path.join(data, 'lab.lck'));
  return taken.kind === 'taken' ? { lock: taken.lock } : { sentence: `the data folder ${data} is in use by ${describeHolder(taken.by)}` };
}

/** What the lab makes in its data folder. */
const OURS = ['hosts', 'lab'];

/** Makes the data folder; it, and what the lab made in it earlier, becomes its user's alone. */
export function makeDataFolder({ data }: LabPaths): void {
  fs.mkdirSync(data, { recursive: true });
  const found = fs.statSync(data);
  // Where others have files, such as the folder for temporary files, it is not this user's to close.
  if ((found.mode & STICKY) === 0 && (process.getuid === undefined || found.uid === process.getuid())) fs.chmodSync(data, 0o700);
  for (const name of OURS) if (fs.existsSync(path.join(data, name))) makePrivate(path.join(data, name));
}
const STICKY = 0o1000;

/** Throws a sentence when the socket folder belongs to somebody else, or when its name leaves no room for sockets. */
export const makeSocketFolder = ({ run }: LabPaths): void => makeRunDirectory(run);

/**
 * Makes the other folders. Throws a sentence when the socket folder belongs to somebody else, or when its name leaves no room for sockets.
 */
export function makeLabDirectories(paths: LabPaths): void {
  for (const directory of [path.join(paths.data, 'lab'), paths.logs]) fs.mkdirSync(directory, { recursive: true });
  makeSocketFolder(paths);
}
