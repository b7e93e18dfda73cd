import type { InstanceView } from '@/lib/contract/views.ts';

export type Filters = InstanceView<'dejournal-filters'>;

/** What the dialog holds: no filter, one of those that are kept, or a new one. */
export interface FilterDraft {
  readonly choice: 'none' | 'kept' | 'new';
  readonly name: string;
  /** null: as it is kept. */
  readonly code: string | null;
}

export const codeOf = (filters: Filters, { choice, name, code }: FilterDraft): string =>
  code ?? (choice === 'new' ? templateOf(name) : (filters.filters.find((kept) => kept.name === name)?.code ?? ''));

/** What has to be sent, in this order: the class when it is new or changed, then which class the mirror uses when that is another one. */
export function stepsOf(filters: Filters, draft: FilterDraft, mirrorName: string): { readonly saves: boolean; readonly sets: boolean } {
  const present = filters.mirrors.find((mirror) => mirror.mirrorName === mirrorName)?.name ?? null;
  const wanted = draft.choice === 'none' ? null : draft.name.trim();
  const kept = filters.filters.find(({ name }) => name === wanted);
  return { saves: wanted !== null && kept?.code !== codeOf(filters, draft), sets: wanted !== present };
}

/** A class to begin with. Its comments are the manual of whoever writes one, in the language of the code. */
export const templateOf = (name: string) => `// Called for each journal record of this mirror. Return 1 to apply it, 0 to skip it.
//   mirrorDatabase  ":mirror:APRIL:DATA"
//   reference       'Person(1,"Name")', without ^
//   type            "S" set, "K" kill, "k" kill of the node alone
//   address         offset of the record in its journal file
// A skip counts only for databases whose FailoverDB flag is cleared.
class ${/^[A-Za-z]\w*$/.test(name) ? name : 'ZFilter'} extends MirrorDejournal {
  RunFilter(mirrorDatabase, reference, type, address) {
    // this.InCatchupDB        1 while one database is caught up, else 0
    // this.JRNPID(address)    job that made the update
    // this.JRNTSTAMP(address) time as $HOROLOG
    // this.JRNNEWVAL(address) new value, of a set
    if (reference.startsWith("Temp")) return 0;
    return 1;
  }
}
`;
