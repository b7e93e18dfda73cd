/** Simulated time: what happens next, and when. Things of one moment happen in the order in which they were scheduled. */
interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

const comesFirst = (one: Entry, other: Entry) => one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);

export class Schedule {
  now = 0;
  eventCount = 0;
  private order = 0;
  private readonly heap: Entry[] = [];

  after(delayMs: number, action: () => void): void {
    this.order += 1;
    this.push({ atMs: this.now + delayMs, order: this.order, action });
  }

  /** Runs until the given time, or until `isDone` says so after an event. */
  runUntil(untilMs: number, isDone: () => boolean = () => false): void {
    while (this.runNext(untilMs)) if (isDone()) return;
  }

  /** What happens next. False: nothing does until the given time, which it is now. */
  runNext(untilMs: number): boolean {
    const first = this.heap[0];
    if (first === undefined || first.atMs > untilMs) {
      this.now = untilMs;
      return false;
    }
    this.pop();
    this.now = first.atMs;
    this.eventCount += 1;
    first.action();
    return true;
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Entry;
      if (!comesFirst(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && comesFirst(heap[right] as Entry, heap[left] as Entry) ? right : left;
      if (!comesFirst(heap[child] as Entry, last)) break;
      heap[index] = heap[child] as Entry;
      index = child;
    }
    heap[index] = last;
  }
}
