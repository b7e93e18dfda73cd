import type { Refusal } from '@/lib/contract/errors.ts';
import { parseMirrorDatabaseName } from '@/lib/contract/names.ts';

/** What is typed in the wizard. Empty text means "as suggested". */
export interface DatabaseDraft {
  readonly name: string;
  readonly directory: string;
  readonly journal: boolean;
  readonly mirrored: boolean;
  readonly mirrorDatabaseName: string;
}

export const emptyDraft: DatabaseDraft = { name: '', directory: '', journal: true, mirrored: false, mirrorDatabaseName: '' };
export const STEP_COUNT = 3;

const stepsOfFields: Readonly<Record<string, number>> = { name: 1, directory: 1, journal: 2, mirrored: 2, mirrorDatabaseName: 2 };

/** Which step shows the field that was refused; null when none does. */
export const stepOfField = (field: string | undefined): number | null => stepsOfFields[field ?? ''] ?? null;

/** Last parent directory and the name, until the person types another. */
export const directoryOf = (draft: DatabaseDraft, parentDirectory: string) =>
  draft.directory || (draft.name.trim() === '' ? '' : `${parentDirectory.replace(/\/?$/, '/')}${draft.name.trim().toLowerCase()}/`);

export const mirrorDatabaseNameOf = (draft: DatabaseDraft) => draft.mirrorDatabaseName || draft.name.trim().toUpperCase();

/** What the engine would refuse of this step, as far as the contract knows it; found out before going on. */
export function checkStep(step: number, draft: DatabaseDraft, words: { nameLabel: string; required: string }): Refusal | null {
  if (step === 1 && draft.name.trim() === '') return { code: 'P101', args: [words.nameLabel, words.required], field: 'name' };
  if (step !== 2 || !draft.mirrored) return null;
  const outcome = parseMirrorDatabaseName(mirrorDatabaseNameOf(draft));
  return outcome.ok ? null : outcome.refusal;
}
