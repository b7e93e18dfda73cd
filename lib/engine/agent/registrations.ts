/** The instances of this host, as their own registration files tell. Read at each request: an instance may have come, gone or changed its mirror. */
import fs from 'node:fs';
import path from 'node:path';
import { type InstanceRegistration, instanceRegistrationSchema } from './protocol.ts';

export type MirrorRegistration = NonNullable<InstanceRegistration['mirror']>;

/** In order of the instances' directory names. A file that is missing or not readable is an instance that was never started. */
export function readRegistrations(instancesDirectory: string): InstanceRegistration[] {
  return listDirectory(instancesDirectory).flatMap((name) => {
    try {
      const text = fs.readFileSync(path.join(instancesDirectory, name, 'mgr', 'agent.json'), 'utf8');
      const parsed = instanceRegistrationSchema.safeParse(JSON.parse(text));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

function listDirectory(directory: string): string[] {
  try {
    return fs.readdirSync(directory).sort();
  } catch {
    return []; // No instance was installed on this host yet.
  }
}
