/**
 * Where the sockets of a data folder's processes lie. Engine, portal and scripts each ask here, and get the same answer without asking one
 * another.
 *
 * Whoever can put a socket into that folder is believed by all of them, so it must be this user's alone: it lies where only this user can
 * write, if there is such a place, and is looked at before it is used. The temporary folder, where anybody can make a folder of any name
 * first, comes last.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { realPath } from './real-path.ts';

/** A unix socket's path holds 103 bytes at most on every system. */
const SOCKET_PATH_BYTES_MAX = 103;
/** As long as any name of a socket in it. */
const LONGEST_SOCKET = 'servera.INSTANCENAME.sock';
/** Rights of others: to write, and of any kind. */
const OTHERS_WRITE = 0o022;
const OTHERS = 0o077;
const PRIVATE = 0o700;

/**
 * Short, and one for each data folder, whatever it is called: links are followed. In XDG_RUNTIME_DIR, else in `.cache` of the home folder,
 * else in the temporary folder. Nothing is created.
 */
export function runDirectoryOf(dataDirectory: string): string {
  const name = `mirror-portal-${createHash('sha256').update(realPath(dataDirectory)).digest('hex').slice(0, 8)}`;
  const [first, ...others] = [...privateFolders(), os.tmpdir()].map((folder) => path.join(folder, name)) as [string, ...string[]];
  return [first, ...others].find(hasRoomForSockets) ?? first;
}

/** Makes it, this user's alone. Throws a sentence when it is another's, a link, open to others, or too long for sockets. */
export function makeRunDirectory(directory: string): void {
  if (!hasRoomForSockets(directory))
    throw new Error(`${directory} has too long a name for sockets: set XDG_RUNTIME_DIR or TMPDIR to a folder with a shorter one`);
  fs.mkdirSync(directory, { recursive: true, mode: PRIVATE });
  assertOwn(directory);
  fs.chmodSync(directory, PRIVATE);
}

/** Throws a sentence when what is there must not be believed. Nothing there is no fault. */
export function assertOwn(directory: string): void {
  const found = fs.lstatSync(directory, { throwIfNoEntry: false });
  if (found && !isOwn(found))
    throw new Error(`${directory} must be a folder of this user alone, and is not: remove it, or set XDG_RUNTIME_DIR to a private folder`);
}

/** `lstat` of a folder, no link to one, that nobody else owns or may write. */
const isOwn = (found: fs.Stats) =>
  found.isDirectory() && (process.getuid === undefined || (found.uid === process.getuid() && (found.mode & OTHERS_WRITE) === 0));

const hasRoomForSockets = (directory: string) => Buffer.byteLength(path.join(directory, LONGEST_SOCKET)) <= SOCKET_PATH_BYTES_MAX;

/** Folders that only this user can put something into. */
function privateFolders(): string[] {
  const runtime = process.env.XDG_RUNTIME_DIR ?? '';
  const cache = path.join(os.homedir(), '.cache');
  return [
    ...(path.isAbsolute(runtime) && isUsable(runtime) && isOwnPath(runtime) ? [runtime] : []),
    ...(isUsable(os.homedir()) && isOwnPath(os.homedir()) && (!fs.existsSync(cache) || (isUsable(cache) && isOwnPath(cache)))
      ? [cache]
      : []),
  ];
}

function isOwnPath(directory: string): boolean {
  const found = fs.lstatSync(directory, { throwIfNoEntry: false });
  return found !== undefined && isOwn(found);
}

function isUsable(directory: string): boolean {
  try {
    fs.accessSync(directory, fs.constants.W_OK | fs.constants.X_OK);
    return true;
  } catch {
    return false; // Not there, or on a disk that cannot be written.
  }
}

/** Takes away what others may do with a folder and what lies in it; links are left alone. */
export function makePrivate(directory: string): void {
  const mode = fs.lstatSync(directory).mode;
  if ((mode & OTHERS) !== 0) fs.chmodSync(directory, mode & PRIVATE);
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) makePrivate(file);
    else if (entry.isFile()) {
      const found = fs.lstatSync(file);
      if ((found.mode & OTHERS) !== 0) fs.chmodSync(file, found.mode & PRIVATE);
    }
  }
}
