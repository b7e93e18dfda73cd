/** How many connections there are, in all and of each address: one peer that opens more and more does not keep the others out. */
export class PeerCount {
  readonly #max: number;
  readonly #ofPeerMax: number;
  readonly #counts = new Map<string, number>();
  total = 0;

  constructor(limits: { max: number; ofPeerMax: number }) {
    this.#max = limits.max;
    this.#ofPeerMax = limits.ofPeerMax;
  }

  of(address: string): number {
    return this.#counts.get(address) ?? 0;
  }

  /** False when there is no room; else `leave` must follow once. */
  enter(address: string): boolean {
    if (this.total >= this.#max || this.of(address) >= this.#ofPeerMax) return false;
    this.#counts.set(address, this.of(address) + 1);
    this.total += 1;
    return true;
  }

  leave(address: string): void {
    const left = this.of(address) - 1;
    if (left > 0) this.#counts.set(address, left);
    else this.#counts.delete(address);
    this.total -= 1;
  }
}
