import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import type { DatabaseDraft } from './draft.ts';

/** What each step of the wizard is given. */
export interface WizardStepProps {
  readonly target: Target;
  readonly draft: DatabaseDraft;
  readonly onChange: (change: Partial<DatabaseDraft>) => void;
  readonly view: InstanceView<'databases'>;
  readonly catalogue: InstanceView<'mirror-catalogue'> | null;
  /** Of an async in several mirrors; otherwise there is nothing to choose. */
  readonly mirrorNames: readonly string[];
  /** The file that lies in the directory will be used. */
  readonly usesFile: boolean;
  readonly refusal: Refusal | null;
}
