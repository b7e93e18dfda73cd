/**
 * Paths as people type them, on the pages of one instance.
 *
 * Each host of the lab has a disk of its own, which is a folder of this machine. What lies elsewhere does not exist for its instances: they
 * neither read nor write it, and do not tell whether it is there.
 */
import path from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { isBelow } from '../../machine/real-path.ts';
import { isKeptPlace } from './kept-place.ts';

/** An instance's own folder, and the disk of its host; missing: the whole machine. */
export interface HostDisk {
  readonly options: { readonly directory: string; readonly hostDirectory?: string };
}

/**
 * The whole path; a relative one is below mgr. Refuses at the field: with P571 what is not on this host, with P619 what its programs keep.
 */
export function pathOnHost({ options }: HostDisk, typed: string, field: string): Outcome<string> {
  const { directory, hostDirectory } = options;
  const file = path.resolve(path.join(directory, 'mgr'), typed.trim());
  if (hostDirectory !== undefined && !isBelow(hostDirectory, file)) return refused('P571', [file], field);
  return isKeptPlace(hostDirectory ?? path.resolve(directory, '..', '..'), file) ? refused('P619', [file], field) : accepted(file);
}
