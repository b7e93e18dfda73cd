/** An ordered map of bytes to bytes, kept in one file: what a database needs of a storage engine. Knows nothing of globals. */
export interface StoreEntry {
  readonly key: Buffer;
  readonly value: Buffer;
}
/** `value` null removes the key. */
export type StoreChange = readonly [key: Buffer, value: Buffer | null];

export interface StoreRange {
  /** Inclusive. */
  readonly start: Buffer;
  /** Exclusive. */
  readonly end: Buffer;
  readonly limit?: number;
}

/**
 * One state of a store, however much is written meanwhile. The store keeps the pages of that state, so its file grows by what is rewritten
 * until `close`.
 */
export interface StoreSnapshot {
  get(key: Buffer): Buffer | undefined;
  range(range: StoreRange): Iterable<StoreEntry>;
  /** How many keys it has. */
  readonly count: number;
  close(): void;
}

export interface StoreSpace {
  readonly pageBytes: number;
  readonly pages: number;
  /** Of `pages`: used again before the file grows. */
  readonly freePages: number;
  readonly entries: number;
}

/** What is asked of a store's content. */
export interface StoreReading {
  get(key: Buffer): Buffer | undefined;
  firstAtOrAfter(key: Buffer): StoreEntry | undefined;
  firstAfter(key: Buffer): StoreEntry | undefined;
  lastBefore(key: Buffer): StoreEntry | undefined;
  /** Entries in key order, read lazily. Ends early when the caller stops; sees one state of the store. */
  range(range: StoreRange): Iterable<StoreEntry>;
  /** How many keys the range has; counted without looking at values. */
  countIn(range: StoreRange): number;
}

export interface OrderedStore extends StoreReading {
  /**
   * Makes all changes in one transaction, in the order given. Resolves when reads see them; rejects with the storage
   * engine's Error, and then none of them is made. The caller leaves the buffers alone and waits before it writes again.
   */
  write(changes: Iterable<StoreChange>): Promise<void>;
  /** Resolves when everything written so far would survive a power cut. */
  flush(): Promise<void>;
  /**
   * Calls `listener` with each key that a write has changed, once reads see it; with null after a write that had begun before: any key may
   * have changed.
   * Stops when the function answered with is called.
   */
  watch(listener: (key: Buffer | null) => void): () => void;
  /** The state of this moment: everything written before, nothing after. */
  snapshot(): StoreSnapshot;
  sizeBytes(): number;
  /** What the file's pages are used for; cheap. */
  space(): StoreSpace;
  /** Writes a copy without free pages to `path`, durable when it resolves. Reads and writes go on; the copy has what was written before. */
  copyTo(path: string): Promise<void>;
  close(): Promise<void>;
}
