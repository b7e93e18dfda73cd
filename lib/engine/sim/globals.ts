/** Clients write and read this many globals. */
export const GLOBAL_COUNT = 3;
/** Each write is to one global, and no two write the same value: the value says which write it was. */
export const globalOf = (record: number) => record % GLOBAL_COUNT;
