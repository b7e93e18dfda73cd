/**
 * What comes from outside is unknown until a schema has read it: the types of the platform say `any`, which would pass for whatever
 * somebody hopes it is.
 */
interface JSON {
  parse(text: string, reviver?: (key: string, value: unknown) => unknown): unknown;
}

interface Body {
  json(): Promise<unknown>;
}
