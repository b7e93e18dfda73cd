/** The life of a mirrored database: activating a copy, catching it up, taking it out of the mirror (engine facts 8.3, 8.5, 8.8). */
import type { InstanceCommand } from '../../contract/commands.ts';
import type { DatabasesDone } from '../../contract/databases.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { activateDatabase } from '../databases/activation.ts';
import { catchUpDatabase } from '../databases/catch-up.ts';
import type { Instance } from '../instance/instance.ts';
import {
  findDatabase,
  offerCatchUp,
  offerMarkCaughtUp,
  offerPauseDejournaling,
  offerRemoveFromMirror,
} from '../databases/database-offers.ts';
import { eachDatabase } from '../databases/each-database.ts';
import { settle } from '../databases/settling.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

/** Each reads the journal for itself; more of them only wait for the same disk and the four threads that write databases. */
const CATCHUPS_AT_ONCE = 3;

export function activateDatabases(instance: Instance, command: Fields<'activate-databases'>): Promise<Outcome<DatabasesDone>> {
  return eachDatabase(
    instance,
    'activate',
    command,
    async (name, task) => {
      const activated = await activateDatabase(instance, name);
      if (!activated.ok || command.catchUp !== true) return activated;
      return catchUpDatabase(instance, activated.value, task);
    },
    { atOnce: CATCHUPS_AT_ONCE },
  );
}

/** Also activates what needs activation (portal facts 2.8). */
export function catchUpDatabases(instance: Instance, command: Fields<'catch-up-databases'>): Promise<Outcome<DatabasesDone>> {
  return eachDatabase(
    instance,
    'catch-up',
    command,
    async (name, task) => {
      const found = findDatabase(instance, name);
      if (!found.ok) return found;
      const offered = offerCatchUp(instance, found.value);
      if (!offered.ok) return offered;
      if (instance.standingOf(offered.value) === 'needs-activation') {
        const activated = await activateDatabase(instance, name);
        if (!activated.ok) return activated;
      }
      return catchUpDatabase(instance, offered.value, task);
    },
    { atOnce: CATCHUPS_AT_ONCE },
  );
}

/**
 * On the primary it leaves the mirror, and the others show their copies as orphaned; elsewhere only this copy leaves. Either way it is an
 * ordinary database afterwards, read-write.
 */
export function removeDatabasesFromMirror(
  instance: Instance,
  command: Fields<'remove-databases-from-mirror'>,
): Promise<Outcome<DatabasesDone>> {
  return eachDatabase(instance, 'remove-from-mirror', command, (name) => removeOne(instance, name));
}

/**
 * First out of the mirror's catalogue, then out of the file: after a crash in between the file says that it is mirrored and the mirror does
 * not list it, which shows as orphaned and can be removed again.
 * The other way round the mirror would list a database that nobody writes.
 */
async function removeOne(instance: Instance, name: string): Promise<Outcome<null>> {
  const found = findDatabase(instance, name);
  if (!found.ok) return found;
  const offered = offerRemoveFromMirror(found.value);
  if (!offered.ok) return offered;
  const { mounted } = found.value;
  const mirror = mounted?.file.identity.mirror;
  if (!mounted || !mirror) return refused('2064', [name]);
  const isLinked = instance.standingOf(mounted) === 'linked';
  mounted.writable = refused('P150', [name, 'removal from the mirror']);
  try {
    const settled = await settle(instance, mounted);
    if (!settled.ok) return settled;
    const member = instance.mirrors.seatOf(mounted.file)?.member;
    if (member?.isPrimary && isLinked) {
      const unlisted = await member.changeConfiguration((now) =>
        accepted({ ...now, databases: now.databases.filter((entry) => entry.name !== mirror.mirrorDatabaseName) }),
      );
      if (!unlisted.ok) return unlisted;
    }
    // What has been read for it must not reach a file that counts in another history by then.
    await instance.mirrors.dejournalerOf(mounted.file).whileStill(() => instance.storage.byMirror.releaseFromMirror(name));
    instance.note(0, `Removed database ${mounted.file.directory} from mirror ${mirror.mirrorName}`);
    return accepted(null);
  } catch (error) {
    return refused('2080', [error instanceof Error ? error.message : String(error)]);
  } finally {
    instance.storage.refreshWritability();
  }
}

/** The override of ^MIRROR (engine facts 8.5): what lies between its position and this member's is given up. */
export async function markCaughtUp(
  instance: Instance,
  { databases, confirmed }: Fields<'mark-caught-up'>,
): Promise<Outcome<DatabasesDone>> {
  if (!confirmed) return refused('P158', [], 'confirmed');
  return eachDatabase(instance, 'mark-caught-up', { databases }, async (name) => {
    const found = findDatabase(instance, name);
    if (!found.ok) return found;
    const offered = offerMarkCaughtUp(instance, found.value);
    if (!offered.ok) return offered;
    const { file } = offered.value;
    const { mirror } = file.identity;
    if (!mirror) return refused('2073', [name]);
    const dejournaler = instance.mirrors.dejournalerOf(file);
    await dejournaler.whileStill(async () => {
      await file.setMirror({ ...mirror, needsCatchUp: false, download: null }, { history: 'mirror', ...instance.storage.followedTo(file) });
      dejournaler.join(file);
    });
    instance.storage.refreshWritability();
    instance.note(2, `Database ${file.directory} was marked as caught up by an operator: it may lack updates`);
    return accepted(null);
  });
}

/** Until it is caught up or the instance starts again (engine facts 8.5): the others follow on, and this one stands still, readable. */
export function pauseDejournaling(instance: Instance, { databases }: Fields<'pause-dejournaling'>): Promise<Outcome<DatabasesDone>> {
  return eachDatabase(instance, 'pause-dejournaling', { databases }, async (name) => {
    const found = findDatabase(instance, name);
    if (!found.ok) return found;
    const offered = offerPauseDejournaling(instance, found.value);
    if (!offered.ok) return offered;
    instance.mirrors.dejournalerOf(offered.value.file).pause(offered.value.file);
    return accepted(null);
  });
}
