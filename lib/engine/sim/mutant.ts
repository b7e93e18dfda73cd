import type { MixtureName } from './draw-temper.ts';

/** A bug planted on purpose: replacements of text in the shipped machine, applied in memory while bundling. */
export interface Edit {
  /** From the root of the project. */
  readonly file: string;
  /** Must occur exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface Mutant {
  readonly name: string;
  /** What it breaks. */
  readonly breaks: string;
  readonly edits: readonly Edit[];
  /** It is hunted in worlds whose members' loops are these; the simulated ones where nothing is said. */
  readonly drivers?: 'shipped';
  /** It is hunted in this mixture; in those that are drawn where nothing is said. */
  readonly mixture?: MixtureName;
}

/** Edits of one file. */
export const inFile =
  (file: string) =>
  (find: string, replace: string): Edit => ({ file, find, replace });
