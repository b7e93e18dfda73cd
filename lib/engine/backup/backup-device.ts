import path from 'node:path';
import type { Outcome } from '../../contract/errors.ts';
import { folderOnHost } from '../databases/folder-on-host.ts';
import { type HostDisk, pathOnHost } from '../databases/host-path.ts';

export const BACKUP_EXTENSION = '.cbk';
export const namesBackup = (file: string): boolean => file.toLowerCase().endsWith(BACKUP_EXTENSION);

/**
 * The whole path of what was typed as a backup's device: a backup file, or a folder that gets one. Refuses at `device` with P571, P619, and
 * with P620 when a file is where a folder must be.
 */
export async function backupDevice(instance: HostDisk, typed: string): Promise<Outcome<string>> {
  const place = pathOnHost(instance, typed, 'device');
  if (!place.ok) return place;
  const folder = await folderOnHost(instance, namesBackup(place.value) ? path.dirname(place.value) : place.value, 'device');
  return folder.ok ? place : folder;
}
