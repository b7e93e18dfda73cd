import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import { parseMirrorDatabaseName } from '@/lib/contract/names.ts';
import type { InstanceView } from '@/lib/contract/views.ts';

/** What is typed in the wizard. Empty text means "as suggested". */
export interface DatabaseDraft {
  readonly name: string;
  readonly directory: string;
  /** MB; 0 is unlimited. */
  readonly maximumSize: string;
  readonly journal: boolean;
  readonly mirrored: boolean;
  /** Of an async in several mirrors, which; '' = the only one. */
  readonly mirrorName: string;
  readonly mirrorDatabaseName: string;
  readonly resourceChoice: 'default' | 'existing' | 'new';
  readonly existingResource: string;
  readonly newResource: string;
}

export const DEFAULT_RESOURCE = '%DB_%DEFAULT';
export const emptyDraft: DatabaseDraft = {
  name: '',
  directory: '',
  maximumSize: '0',
  journal: true,
  mirrored: false,
  mirrorName: '',
  mirrorDatabaseName: '',
  resourceChoice: 'default',
  existingResource: '',
  newResource: '',
};
export const STEP_COUNT = 4;

const stepsOfFields: Readonly<Record<string, number>> = {
  name: 1,
  directory: 1,
  maximumSizeMb: 2,
  journal: 2,
  mirrored: 2,
  mirrorName: 2,
  mirrorDatabaseName: 2,
  resource: 3,
};

/** Which step shows the field that was refused; null when none does. */
export const stepOfField = (field: string | undefined): number | null => stepsOfFields[field ?? ''] ?? null;

/** Last parent directory and the name, until the person types another. */
export const directoryOf = (draft: DatabaseDraft, parentDirectory: string) =>
  draft.directory || (draft.name.trim() === '' ? '' : `${parentDirectory.replace(/\/?$/, '/')}${draft.name.trim().toLowerCase()}/`);

export const nameOf = (draft: DatabaseDraft) => draft.name.trim().toUpperCase();
export const mirrorDatabaseNameOf = (draft: DatabaseDraft) => draft.mirrorDatabaseName || nameOf(draft);
export const newResourceOf = (draft: DatabaseDraft) => draft.newResource || `%DB_${nameOf(draft)}`;

export const resourceOf = (draft: DatabaseDraft) =>
  draft.resourceChoice === 'existing'
    ? draft.existingResource || DEFAULT_RESOURCE
    : draft.resourceChoice === 'new'
      ? newResourceOf(draft).trim()
      : DEFAULT_RESOURCE;

interface Words {
  readonly nameLabel: string;
  readonly required: string;
  readonly maximumSizeLabel: string;
  readonly wholeNumber: string;
  readonly resourceLabel: string;
}

/** What the engine would refuse of this step, as far as the contract knows it; found out before going on. */
export function checkStep(step: number, draft: DatabaseDraft, words: Words): Refusal | null {
  switch (step) {
    case 1:
      return draft.name.trim() === '' ? { code: 'P101', args: [words.nameLabel, words.required], field: 'name' } : null;
    case 2: {
      if (!/^\d{1,9}$/.test(draft.maximumSize.trim()))
        return { code: 'P101', args: [words.maximumSizeLabel, words.wholeNumber], field: 'maximumSizeMb' };
      if (!draft.mirrored) return null;
      const outcome = parseMirrorDatabaseName(mirrorDatabaseNameOf(draft));
      return outcome.ok ? null : outcome.refusal;
    }
    case 3:
      return resourceOf(draft) === '' ? { code: 'P101', args: [words.resourceLabel, words.required], field: 'resource' } : null;
    default:
      return null;
  }
}

export const commandOf = (
  draft: DatabaseDraft,
  parentDirectory: string,
  useExistingFile: boolean,
): Extract<InstanceCommand, { kind: 'create-database' }> => ({
  kind: 'create-database',
  name: nameOf(draft),
  directory: directoryOf(draft, parentDirectory),
  journal: draft.mirrored || draft.journal,
  maximumSizeMb: Number(draft.maximumSize),
  resource: resourceOf(draft),
  useExistingFile,
  // A file that is there already knows itself whether it is mirrored.
  mirrorDatabaseName: draft.mirrored && !useExistingFile ? mirrorDatabaseNameOf(draft) : null,
  ...(draft.mirrored && !useExistingFile && draft.mirrorName !== '' && { mirrorName: draft.mirrorName }),
});

export type CatalogueEntry = InstanceView<'mirror-catalogue'>['databases'][number];
export type Warning =
  /** The mirror has it: it comes from another member by itself. */
  | { readonly kind: 'is-downloaded'; readonly entry: CatalogueEntry }
  /** The mirror has it with data: an empty one cannot follow (#2105). */
  | { readonly kind: 'needs-copy'; readonly entry: CatalogueEntry }
  /** An ordinary database under the name of one that the mirror misses here. */
  | { readonly kind: 'plain-beside-mirrored'; readonly entry: CatalogueEntry }
  /** Mirrored, but not where the primary has it. */
  | { readonly kind: 'other-directory'; readonly entry: CatalogueEntry }
  /** Mirrored on this member, under a name that the mirror does not have. */
  | { readonly kind: 'not-on-primary'; readonly name: string };

/** Below the instance's own `mgr`, where it lies there: instances of one machine each have another one. */
const placeOf = (directory: string) => (directory.split('/mgr/').at(-1) ?? directory).replace(/\/+$/, '');
const samePlace = (one: string, other: string) => placeOf(one) === placeOf(other);

/**
 * What a person should know before the database is made (portal facts 8, complaints 8 and 12). On the primary there is nothing to compare
 * with.
 */
export function warningsOf(draft: DatabaseDraft, directory: string, catalogue: InstanceView<'mirror-catalogue'> | null): Warning[] {
  if (!catalogue || catalogue.isPrimary) return [];
  const named = (name: string) => catalogue.databases.find((database) => database.name === name.trim().toUpperCase());
  if (!draft.mirrored) {
    const entry = named(nameOf(draft)) ?? catalogue.databases.find((database) => samePlace(database.directory, directory));
    return entry && !entry.isHere
      ? [entry.createdAsMirrored || catalogue.downloads ? { kind: 'plain-beside-mirrored', entry } : { kind: 'needs-copy', entry }]
      : [];
  }
  const entry = named(mirrorDatabaseNameOf(draft));
  if (!entry) return [{ kind: 'not-on-primary', name: mirrorDatabaseNameOf(draft).toUpperCase() }];
  if (!entry.createdAsMirrored && !catalogue.downloads) return [{ kind: 'needs-copy', entry }];
  const elsewhere: Warning[] = samePlace(entry.directory, directory) ? [] : [{ kind: 'other-directory', entry }];
  return catalogue.downloads ? [{ kind: 'is-downloaded', entry }, ...elsewhere] : elsewhere;
}
