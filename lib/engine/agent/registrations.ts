/**
 * The instances of this host, as their own registration files tell. Read at each request: an instance may have come, gone or changed its
 * mirror.
 */
import fs from 'node:fs';
import path from 'node:path';
import { type InstanceRegistration, instanceRegistrationSchema } from './protocol.ts';

/** A registration and where it was found. */
export type FoundRegistration = InstanceRegistration & { readonly directory: string };

/** In order of the instances' directory names. A file that is missing or not readable is an instance that was never started. */
export function readRegistrations(instancesDirectory: string): FoundRegistration[] {
  return listDirectory(instancesDirectory).flatMap((name) => readRegistration(path.join(instancesDirectory, name)) ?? []);
}

/** Of the instance in this directory; null when it was never started. */
export function readRegistration(directory: string): FoundRegistration | null {
  try {
    const text = fs.readFileSync(path.join(directory, 'mgr', 'agent.json'), 'utf8');
    const parsed = instanceRegistrationSchema.safeParse(JSON.parse(text));
    return parsed.success ? { ...parsed.data, directory } : null;
  } catch {
    return null;
  }
}

function listDirectory(directory: string): string[] {
  try {
    return fs.readdirSync(directory).sort();
  } catch {
    return []; // No instance was installed on this host yet.
  }
}
