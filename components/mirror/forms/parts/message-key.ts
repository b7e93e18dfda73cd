import type { TextName } from './mirror-draft.ts';

type Dashed<Name extends string> = Name extends `${infer Head}.${infer Tail}` ? `${Head}-${Tail}` : Name;

/** Message keys cannot hold the dot of a nested field name. */
export const messageKeyOf = <Name extends TextName>(name: Name) => name.replace('.', '-') as Dashed<Name>;
