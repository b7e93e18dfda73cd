/**
 * A number of one kind, such as a term or a version, that is not taken for one of another: what has a kind goes where a number, or the same
 * kind, is asked for, and nowhere else. A plain number may become any, so that reading one, counting it up and writing one down need no
 * ceremony.
 */
export type Quantity<Kind extends string> = number & { readonly quantity?: Kind };
