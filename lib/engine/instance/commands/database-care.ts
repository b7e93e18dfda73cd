/** Databases as files of this instance: mounting, properties, deleting, compacting, checking. Rules: engine facts 8.5, 8.7; portal facts 2.10, 2.11. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { InstanceCommand } from '../../../contract/commands.ts';
import type { DatabasesDone } from '../../../contract/databases.ts';
import { accepted, type Outcome, refused } from '../../../contract/errors.ts';
import { DATABASE_FILES } from '../../database/database-file.ts';
import type { Instance } from '../instance.ts';
import { catchUpDatabase } from '../catch-up.ts';
import { findDatabase, offerDelete, offerDismount, offerMount } from './database-offers.ts';
import { eachDatabase } from './each-database.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

/** Engine facts 8.5: mounting a mirrored database catches it up. That it could not be is no reason not to have mounted it: it then needs catchup. */
export function mountDatabases(instance: Instance, command: Fields<'mount-databases'>): Promise<Outcome<DatabasesDone>> {
  return eachDatabase(instance, 'mount', command, async (name, task) => {
    const found = findDatabase(instance, name);
    if (!found.ok) return found;
    const offered = offerMount(found.value);
    if (!offered.ok) return offered;
    const mounted = await instance.mountDatabase(name);
    if (!mounted.ok) return mounted;
    if (command.catchUp === false || instance.standingOf(mounted.value) !== 'needs-catchup') return mounted;
    const caughtUp = await catchUpDatabase(instance, mounted.value, task);
    if (!caughtUp.ok) instance.note(1, `Database ${name} is mounted and needs catchup (#${caughtUp.refusal.code} ${caughtUp.refusal.args.join(', ')})`);
    return mounted;
  });
}

export function dismountDatabases(instance: Instance, command: Fields<'dismount-databases'>): Promise<Outcome<DatabasesDone>> {
  return eachDatabase(instance, 'dismount', command, async (name) => {
    const found = findDatabase(instance, name);
    if (!found.ok) return found;
    const offered = offerDismount(instance, found.value);
    return offered.ok ? instance.dismountDatabase(name) : offered;
  });
}

/** The file goes first: a crash in between leaves a definition without a file, which can be deleted again. */
export async function deleteDatabase(instance: Instance, { name, deleteFile }: Fields<'delete-database'>): Promise<Outcome<{ name: string }>> {
  const found = findDatabase(instance, name);
  if (!found.ok) return found;
  const offered = offerDelete(instance, found.value);
  if (!offered.ok) return offered;
  if (found.value.mounted) {
    const dismounted = await instance.dismountDatabase(name);
    if (!dismounted.ok) return dismounted;
  }
  const { directory } = found.value.definition;
  if (deleteFile) for (const file of DATABASE_FILES) await rm(path.join(directory, file), { force: true });
  await instance.undefineDatabase(name);
  instance.note(0, `Deleted database ${name} (${directory})${deleteFile ? ' with its file' : '; its file was kept'}`);
  return accepted({ name });
}
