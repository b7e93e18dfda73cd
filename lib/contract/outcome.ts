/** An answer and an expected "no", whatever the numbers are. Beside the catalogue, which a browser does not load. */

export interface RefusalOf<Code extends string> {
  readonly code: Code;
  readonly args: readonly string[];
  readonly field?: string;
}

export type OutcomeOf<T, Code extends string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: RefusalOf<Code> };

export const accepted = <T>(value: T): OutcomeOf<T, never> => ({ ok: true, value });
export const refused = <Code extends string>(code: Code, args: readonly string[] = [], field?: string): OutcomeOf<never, Code> => ({
  ok: false,
  refusal: { code, args, ...(field ? { field } : {}) },
});
