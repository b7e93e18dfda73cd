/** Folders as people type them, for what is to be put there: such a folder is made when it is not there. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Outcome, refused } from '../../contract/errors.ts';
import { type HostDisk, pathOnHost } from './host-path.ts';

/** The whole path. Refuses at the field as `pathOnHost` does, and with P620 when a file is there, or on the way. */
export async function folderOnHost(instance: HostDisk, typed: string, field: string): Promise<Outcome<string>> {
  const place = pathOnHost(instance, typed, field);
  if (!place.ok) return place;
  const file = await fileInTheWay(place.value);
  return file === null ? place : refused('P620', [file], field);
}

/** Null: it is a folder, or can be made one. What cannot be looked at is for whoever makes it to find out. */
async function fileInTheWay(folder: string): Promise<string | null> {
  const found = await stat(folder).catch(() => null);
  if (found) return found.isDirectory() ? null : folder;
  const parent = path.dirname(folder);
  return parent === folder ? null : fileInTheWay(parent);
}
