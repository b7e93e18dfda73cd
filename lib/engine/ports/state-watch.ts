/**
 * Waiting for a state, without looking again and again: whoever changes it says so, and whoever waits is woken when what it waits for
 * holds.
 */
export class StateWatch {
  readonly #looks = new Set<() => void>();

  /** What is waited for may hold now. Cheap while nobody waits. */
  changed(): void {
    for (const look of [...this.#looks]) look();
  }

  /** Resolves with true as soon as that holds, at once if it does now; with false after `timeoutMs`. */
  until(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (is: boolean) => {
        clearTimeout(timer);
        this.#looks.delete(look);
        resolve(is);
      };
      const look = () => void (holds() && end(true));
      const timer = setTimeout(end, timeoutMs, false);
      this.#looks.add(look);
    });
  }
}
