import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Outcome } from '@/lib/contract/errors.ts';
import { accepted, refused } from '@/lib/contract/outcome.ts';
import type { InstanceView } from '@/lib/contract/views.ts';

type Properties = InstanceView<'database-properties'>;
type Edit = Extract<InstanceCommand, { kind: 'edit-database' }>;

/** What is typed on Database Properties. */
export interface PropertiesDraft {
  readonly maximumSizeMb: string;
  readonly resource: string;
  readonly journal: boolean;
  readonly mountedReadOnly: boolean;
  readonly mountRequired: boolean;
}

export const draftOf = ({ maximumSizeMb, resource, journal, mountedReadOnly, mountRequired }: Properties): PropertiesDraft => ({
  maximumSizeMb: String(maximumSizeMb),
  resource,
  journal,
  mountedReadOnly,
  mountRequired,
});

/** The command that saves the draft; refuses a size that is no number. */
export function editOf(name: string, draft: PropertiesDraft, words: { maximumSize: string; wholeNumber: string }): Outcome<Edit> {
  const text = draft.maximumSizeMb.trim();
  if (!/^\d{1,9}$/.test(text)) return refused('P101', [words.maximumSize, words.wholeNumber], 'maximumSizeMb');
  return accepted({ kind: 'edit-database', name, ...draft, resource: draft.resource.trim(), maximumSizeMb: Number(text) });
}
