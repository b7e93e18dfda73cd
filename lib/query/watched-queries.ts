import { type LiveWatch, liveKeyOf } from '../contract/live.ts';

/** What the components of this tab show just now, each query once, in the order in which they came. */
export class WatchedQueries {
  readonly #watched = new Map<string, { readonly watch: LiveWatch; users: number }>();

  /** Somebody shows it, until the returned function is called. */
  add(watch: LiveWatch): () => void {
    const name = JSON.stringify(liveKeyOf(watch));
    const known = this.#watched.get(name) ?? { watch, users: 0 };
    known.users++;
    this.#watched.set(name, known);
    return () => {
      known.users--;
      if (known.users === 0) this.#watched.delete(name);
    };
  }

  list(): LiveWatch[] {
    return [...this.#watched.values()].map(({ watch }) => watch);
  }
}
