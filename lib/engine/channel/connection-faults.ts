/**
 * Why connections with other members were closed on this side, for the messages log: whoever is connected anew and faulty again is told of
 * once, until the reason is another.
 */
export class ConnectionFaults {
  readonly #log: (severity: 1 | 2, text: string) => void;
  /** By GUID. */
  readonly #told = new Map<string, string>();

  constructor(log: (severity: 1 | 2, text: string) => void) {
    this.#log = log;
  }

  tell({ guid, name }: { readonly guid: string; readonly name: string }, severity: 1 | 2, reason: string): void {
    if (this.#told.get(guid) === reason) return;
    this.#told.set(guid, reason);
    this.#log(severity, `The mirror connection with ${name} was closed: ${reason}`);
  }
}
