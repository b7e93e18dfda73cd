/** Where the lab keeps its files and its sockets. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A unix socket's path holds 103 bytes at most on every system, so sockets never lie in the data folder. */
const SOCKET_PATH_BYTES_MAX = 103;

export interface LabPaths {
  /** Absolute. Everything that must survive. */
  data: string;
  /** Short, per data folder, private to the user. Everything in it is remade at the next start. */
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
  const run = path.join(os.tmpdir(), `mirror-portal-${createHash('sha256').update(data).digest('hex').slice(0, 8)}`);
  return { data, run, labSocket: path.join(run, 'lab.sock'), fabricSocket: path.join(run, 'fabric.sock'), plan: path.join(data, 'lab', 'lab.db'), logs: path.join(data, 'lab', 'logs') };
}

/** The data folder of this process: MIRROR_PORTAL_DATA, or ./data. */
export const labPaths = () => labPathsOf(process.env.MIRROR_PORTAL_DATA ?? 'data');

export const instanceDirectoryOf = (paths: LabPaths, host: string, instance: string) => path.join(paths.data, 'hosts', host, 'instances', instance);
export const instancesDirectoryOf = (paths: LabPaths, host: string) => path.join(paths.data, 'hosts', host, 'instances');
export const agentDirectoryOf = (paths: LabPaths, host: string) => path.join(paths.data, 'hosts', host, 'agent');
export const controlPathOf = (paths: LabPaths, host: string, instance: string) => path.join(paths.run, `${host}.${instance}.sock`);

/** Makes the folders. Throws when the run directory belongs to somebody else, or when its name leaves no room for sockets. */
export function makeLabDirectories(paths: LabPaths): void {
  for (const directory of [path.join(paths.data, 'lab'), paths.logs]) fs.mkdirSync(directory, { recursive: true });
  fs.mkdirSync(paths.run, { recursive: true, mode: 0o700 });
  const owner = fs.statSync(paths.run).uid;
  if (process.getuid && owner !== process.getuid()) throw new Error(`${paths.run} belongs to another user`);
  const longest = path.join(paths.run, 'servera.INSTANCENAME.sock');
  if (Buffer.byteLength(longest) > SOCKET_PATH_BYTES_MAX) throw new Error(`the folder for temporary files has too long a name for sockets: ${os.tmpdir()} (set TMPDIR to a shorter one)`);
}
