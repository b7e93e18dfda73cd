/** Making again, on the primary, updates that another member has lost. */
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MadeUpdate } from '../../contract/lost-updates.ts';
import type { Target, Written } from '../database/globals.ts';
import type { Instance } from '../instance/instance.ts';
import { parseReference } from '../nodes/reference-text.ts';
import { committed, PORTAL_JOB } from './portal-updates.ts';

/** As one transaction, so that a crash leaves all or none of it; nothing is awaited within. */
export async function makeUpdates(
  instance: Instance,
  { updates }: Omit<InstanceCommand<'make-updates'>, 'kind'>,
): Promise<Outcome<{ made: number }>> {
  if (instance.mirror && !instance.mirror.isPrimary) return refused('2113');
  const { globals } = instance;
  globals.tstart(PORTAL_JOB);
  for (const update of updates) {
    const made = make(instance, update);
    if (made.ok) continue;
    globals.trollback(PORTAL_JOB);
    return made;
  }
  const done = globals.tcommit(PORTAL_JOB);
  if (!done.ok) return done;
  const outcome = await committed(instance, done.value.sequence, updates[0]?.reference ?? '');
  return outcome.ok ? accepted({ made: updates.length }) : outcome;
}

function make(instance: Instance, { database, type, reference, value }: MadeUpdate): Outcome<Written> {
  const parsed = parseReference(reference);
  if (!parsed.ok) return parsed;
  const found = instance
    .databases()
    .find(({ definition: { mirrored, name, directory } }) =>
      mirrored ? mirrored.databaseName === database : [name, directory].includes(database),
    );
  if (!found) return refused('P104', ['database', database], 'database');
  const target: Target = { job: PORTAL_JOB, database: found.definition.name, ...parsed.value };
  switch (type) {
    case 'set':
      return instance.globals.set(target, value ?? '');
    case 'kill':
      return instance.globals.kill(target);
    case 'kill-node':
      return instance.globals.killNode(target);
  }
}
