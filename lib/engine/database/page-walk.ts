/**
 * Reads a database file page by page, without the storage engine: a damaged page then is a finding with its number, where the engine, which
 * trusts its pages, would read beyond them and take the process with it.
 *
 * Understands what lmdb writes as of data version 2 (lmdb-js 3.5): pages of one size with a header of 24 bytes, two meta pages, a tree of
 * branch and leaf pages, runs of overflow pages for long values.
 * The caller sees to it that the pages of the state it walks are not used again meanwhile: by an open snapshot, or because nobody writes.
 */
import type { FileHandle } from 'node:fs/promises';
import { openOrdinary } from '../ports/ordinary-file.ts';

const HEADER_BYTES = 24;
const META_BYTES = 192;
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
const NODE_HEADER_BYTES = 8;
const BRANCH_PAGE = 1;
const LEAF_PAGE = 2;
const OVERFLOW_PAGE = 4;
const PAGE_KINDS = BRANCH_PAGE | LEAF_PAGE | OVERFLOW_PAGE;
const META_PAGE = 8;
/** Of the tree of free pages: its keys are whole numbers. */
const INTEGER_KEY = 8;
const TREE_FLAGS = 0x7f;
/** In a node that refers to overflow pages: the first one, its transaction, how many. */
const BIG_VALUE_BYTES = 24;
const WORD_BYTES = 8;
/** In a node: the value lies on overflow pages. */
const BIG_VALUE = 1;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;
const DEPTH_MAX = 32;
const PAGE_BYTES_MIN = 512;
const PAGE_BYTES_MAX = 65_536;

/** The newest state of the file, as its meta page says. */
export interface FileState {
  readonly pageBytes: number;
  /** Of the tree of nodes; null when it is empty. */
  readonly root: number | null;
  readonly depth: number;
  readonly entries: number;
  readonly branchPages: number;
  readonly leafPages: number;
  readonly overflowPages: number;
  readonly lastPage: number;
  readonly transaction: bigint;
  /** Of the tree that lists the free pages, from which the storage engine takes those that it writes to; null when it is empty. */
  readonly freeRoot: number | null;
  readonly freeDepth: number;
}

interface Node {
  readonly key: Buffer;
  /** In a branch. */
  readonly child: number;
  readonly flags: number;
  readonly size: number;
  readonly dataAt: number;
  readonly page: Buffer;
}

interface WalkedPages {
  branchPages: number;
  leafPages: number;
  overflowPages: number;
}

/** `page` null: not one place. */
type Finding = { readonly page: number | null; readonly text: string };

/** The newer of the two meta pages that are whole; null when neither is. Rejects when the file cannot be read. */
export async function readFileState(path: string): Promise<FileState | null> {
  const file = await opened(path);
  try {
    const first = await metaAt(file, 0);
    // The second lies one page on, and a page may have any size when the first is not there to say it.
    const sizes = first ? [first.pageBytes] : [4096, 8192, 16_384, 32_768, 65_536];
    let newest = first;
    for (const size of sizes) {
      const second = await metaAt(file, size);
      if (second && second.pageBytes === size && (!newest || second.transaction > newest.transaction)) newest = second;
    }
    return newest;
  } finally {
    await file.close();
  }
}

async function opened(path: string): Promise<FileHandle> {
  const outcome = await openOrdinary(path);
  if (!outcome.ok) throw new Error(`${path}: ${outcome.refusal.args[1]}`);
  return outcome.value;
}

async function metaAt(file: FileHandle, offset: number): Promise<FileState | null> {
  const bytes = Buffer.alloc(META_BYTES);
  const { bytesRead } = await file.read(bytes, 0, META_BYTES, offset);
  if (
    bytesRead < META_BYTES ||
    bytes.readUInt16LE(18) !== META_PAGE ||
    bytes.readUInt32LE(HEADER_BYTES) !== MAGIC ||
    bytes.readUInt32LE(HEADER_BYTES + 4) !== DATA_VERSION
  )
    return null;
  // Higher bits of the first are those that the file was opened with.
  if ((bytes.readUInt16LE(52) & TREE_FLAGS) !== INTEGER_KEY || bytes.readUInt16LE(100) !== 0) return null;
  const pageBytes = bytes.readUInt32LE(48);
  if (pageBytes < PAGE_BYTES_MIN || pageBytes > PAGE_BYTES_MAX || (pageBytes & (pageBytes - 1)) !== 0) return null;
  const root = bytes.readBigUInt64LE(136);
  const freeRoot = bytes.readBigUInt64LE(88);
  return {
    pageBytes,
    root: root === NO_PAGE ? null : Number(root),
    depth: bytes.readUInt16LE(102),
    branchPages: Number(bytes.readBigUInt64LE(104)),
    leafPages: Number(bytes.readBigUInt64LE(112)),
    overflowPages: Number(bytes.readBigUInt64LE(120)),
    entries: Number(bytes.readBigUInt64LE(128)),
    lastPage: Number(bytes.readBigUInt64LE(144)),
    transaction: bytes.readBigUInt64LE(152),
    freeRoot: freeRoot === NO_PAGE ? null : Number(freeRoot),
    freeDepth: bytes.readUInt16LE(54),
  };
}

/**
 * Every node of the state in the order in which the tree holds them, and every finding. `onEntry` gets the key, the value and the page; it
 * answers with what is wrong with them, or null.
 * A page that cannot be understood is a finding and what hangs on it is left out. Ends early when `signal` says so. The list of free pages
 * is looked at as well: it must name each page once, and none that holds something.
 */
export async function walkPages(
  path: string,
  state: FileState,
  options: {
    onEntry: (key: Buffer, value: Buffer) => string | null;
    onFinding: (finding: Finding) => void;
    onPage?: (pages: number) => void;
    signal?: AbortSignal;
  },
): Promise<WalkedPages> {
  const file = await opened(path);
  try {
    const walk = new Walk(file, state, options);
    const { size } = await file.stat();
    // The free pages at the end of a file that was never extended to them need not be there, but nothing else may be missing: each page
    // that is read tells.
    if (state.root !== null && size < (state.root + 1) * state.pageBytes)
      options.onFinding({ page: state.root, text: `the file ends at ${size} bytes, before the root of its tree` });
    else if (state.root !== null) await walk.nodes(state.root);
    if (state.freeRoot !== null) await walk.freePages(state.freeRoot);
    return walk.walked;
  } finally {
    await file.close();
  }
}

class Walk {
  readonly walked: WalkedPages = { branchPages: 0, leafPages: 0, overflowPages: 0 };
  readonly #file: FileHandle;
  readonly #state: FileState;
  readonly #options: Parameters<typeof walkPages>[2];
  /** One bit a page: reached before. */
  readonly #seen: Uint8Array;
  #last: Buffer | null = null;
  /** Which tree it is in. */
  #depth = 0;
  #compare: (one: Buffer, other: Buffer) => number = Buffer.compare;
  #take: (key: Buffer, value: Buffer) => string | null = () => null;

  constructor(file: FileHandle, state: FileState, options: Parameters<typeof walkPages>[2]) {
    this.#file = file;
    this.#state = state;
    this.#options = options;
    this.#seen = new Uint8Array((state.lastPage >> 3) + 1);
  }

  async nodes(root: number): Promise<void> {
    this.#depth = this.#state.depth;
    this.#take = this.#options.onEntry;
    await this.#page(root, 1, null, null);
  }

  /** Last: what holds something is known then. Its own pages do not count among those of the database. */
  async freePages(root: number): Promise<void> {
    const { branchPages, leafPages, overflowPages } = this.walked;
    this.#depth = this.#state.freeDepth;
    this.#last = null;
    this.#compare = (one, other) =>
      one.length === WORD_BYTES && other.length === WORD_BYTES
        ? Number(one.readBigUInt64LE() - other.readBigUInt64LE())
        : one.length - other.length;
    this.#take = (key, value) => (key.length === WORD_BYTES ? this.#freed(value) : 'a key of the list of free pages is no transaction');
    await this.#page(root, 1, null, null);
    Object.assign(this.walked, { branchPages, leafPages, overflowPages });
  }

  /** One piece of the list: how many words follow; then pages, or runs of them: their length, negative, and the first. 0 is nothing. */
  #freed(value: Buffer): string | null {
    const count = value.length >= WORD_BYTES ? Number(value.readBigInt64LE()) : -1;
    if (count < 0 || (count + 1) * WORD_BYTES > value.length) return `the list of free pages has ${count} words in ${value.length} bytes`;
    for (let index = 1; index <= count; index++) {
      const word = Number(value.readBigInt64LE(index * WORD_BYTES));
      if (word === 0) continue;
      const size = word < 0 ? -word : 1;
      if (word < 0) index += 1;
      const first = word < 0 && index <= count ? Number(value.readBigInt64LE(index * WORD_BYTES)) : word;
      if (first < 2 || first + size - 1 > this.#state.lastPage)
        return `the list of free pages names ${size} from ${first} on, and the last page is ${this.#state.lastPage}`;
      for (let page = first; page < first + size; page++)
        if (!this.#reach(page)) return `page ${page} is in the list of free pages, and is used or listed elsewhere`;
    }
    return null;
  }

  /** False when it was reached before. */
  #reach(page: number): boolean {
    const mask = 1 << (page & 7);
    if (((this.#seen[page >> 3] as number) & mask) !== 0) return false;
    (this.#seen[page >> 3] as number) |= mask;
    return true;
  }

  /** Keys of the page lie in [`low`, `high`): what the branch above says; null is open. */
  async #page(number: number, depth: number, low: Buffer | null, high: Buffer | null): Promise<unknown> {
    if (this.#options.signal?.aborted) return;
    const bytes = await this.#read(number, 1);
    if (!bytes) return;
    const flags = bytes.readUInt16LE(18);
    const expected = depth === this.#depth ? LEAF_PAGE : BRANCH_PAGE;
    if (depth > DEPTH_MAX || flags !== expected)
      return this.#find(
        number,
        `it should be a ${expected === LEAF_PAGE ? 'leaf' : 'branch'} page of level ${depth}, and its flags are ${flags}`,
      );
    const nodes = this.#nodesOf(number, bytes, expected);
    if (!nodes) return;
    if (expected === LEAF_PAGE) {
      this.walked.leafPages += 1;
      for (const node of nodes) {
        // Waiting for what is already here would take longer than looking at it.
        const value = (node.flags & BIG_VALUE) !== 0 ? await this.#bigValue(number, node) : this.#valueIn(number, node);
        this.#entry(number, node, value, { low, high });
      }
      this.#options.onPage?.(this.walked.leafPages + this.walked.branchPages + this.walked.overflowPages);
      return;
    }
    this.walked.branchPages += 1;
    for (const [index, node] of nodes.entries()) {
      const from = index === 0 ? low : node.key;
      const to = nodes[index + 1]?.key ?? high;
      if (from && to && this.#compare(from, to) >= 0) this.#find(number, `its keys ${index} and ${index + 1} are not in order`);
      await this.#page(node.child, depth + 1, from, to);
    }
  }

  async #read(number: number, count: number): Promise<Buffer | null> {
    const { pageBytes, lastPage, transaction } = this.#state;
    if (!Number.isSafeInteger(number) || number < 2 || number + count - 1 > lastPage) {
      this.#find(number, `a page points to ${count} page${count === 1 ? '' : 's'} from here, and the last page is ${lastPage}`);
      return null;
    }
    for (let page = number; page < number + count; page++) {
      if (!this.#reach(page)) {
        this.#find(page, 'it is reached twice');
        return null;
      }
    }
    const bytes = Buffer.allocUnsafe(pageBytes * count);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, number * pageBytes);
    if (bytesRead < bytes.length) this.#find(number, `the file ends in it: ${bytesRead} of ${bytes.length} bytes are there`);
    else if (bytes.readBigUInt64LE(0) !== BigInt(number)) this.#find(number, `it says that it is page ${bytes.readBigUInt64LE(0)}`);
    else if (bytes.readBigUInt64LE(8) > transaction)
      this.#find(number, `it is of transaction ${bytes.readBigUInt64LE(8)}, and the last one was ${transaction}`);
    else return bytes;
    return null;
  }

  #nodesOf(number: number, page: Buffer, kind: number): Node[] | null {
    const lower = page.readUInt16LE(20);
    const upper = page.readUInt16LE(22);
    const count = lower >> 1;
    if (lower % 2 !== 0 || lower > upper || HEADER_BYTES + upper > page.length || count < (kind === BRANCH_PAGE ? 2 : 1)) {
      this.#find(number, `its list of nodes has ${lower} bytes, and its nodes begin at ${upper}`);
      return null;
    }
    const nodes = [];
    let used = 0;
    for (let index = 0; index < count; index++) {
      const at = page.readUInt16LE(HEADER_BYTES + 2 * index) + HEADER_BYTES;
      const keyAt = at + NODE_HEADER_BYTES;
      const keySize = keyAt <= page.length ? page.readUInt16LE(at + 6) : Number.POSITIVE_INFINITY;
      if (at < HEADER_BYTES + upper || keyAt + keySize > page.length) {
        this.#find(number, `its node ${index} lies outside of it`);
        return null;
      }
      const low = page.readUInt16LE(at);
      const high = page.readUInt16LE(at + 2);
      const flags = page.readUInt16LE(at + 4);
      const size = low + high * 0x1_0000;
      const bytes = NODE_HEADER_BYTES + keySize + (kind === BRANCH_PAGE ? 0 : (flags & BIG_VALUE) !== 0 ? BIG_VALUE_BYTES : size);
      used += bytes + (bytes % 2);
      nodes.push({
        key: page.subarray(keyAt, keyAt + keySize),
        child: size + flags * 0x1_0000_0000,
        flags,
        size,
        dataAt: keyAt + keySize,
        page,
      });
    }
    // Nothing is between them, and none lies in another: the engine moves them by their sizes.
    if (used !== page.length - HEADER_BYTES - upper) {
      this.#find(number, `its nodes have ${used} bytes, and ${page.length - HEADER_BYTES - upper} are taken`);
      return null;
    }
    return nodes;
  }

  #valueIn(number: number, { page, dataAt, size }: Node): Buffer | null {
    return dataAt + size <= page.length ? page.subarray(dataAt, dataAt + size) : this.#find(number, 'a value lies outside of it');
  }

  #entry(number: number, { key, flags }: Node, value: Buffer | null, { low, high }: { low: Buffer | null; high: Buffer | null }): void {
    if ((flags & ~BIG_VALUE) !== 0) this.#find(number, `a node has the flags ${flags}`);
    if (this.#last && this.#compare(this.#last, key) >= 0) this.#find(number, 'its keys are not in order');
    if ((low && this.#compare(low, key) > 0) || (high && this.#compare(high, key) <= 0))
      this.#find(number, 'a key does not belong here by the page above');
    this.#last = key;
    const wrong = value ? this.#take(key, value) : null;
    if (wrong !== null) this.#find(number, wrong);
  }

  async #bigValue(number: number, { page, dataAt, size }: Node): Promise<Buffer | null> {
    if (dataAt + BIG_VALUE_BYTES > page.length) {
      this.#find(number, 'the place of a long value lies outside of it');
      return null;
    }
    const first = Number(page.readBigUInt64LE(dataAt));
    const count = Math.ceil((HEADER_BYTES + size) / this.#state.pageBytes);
    const bytes = await this.#read(first, count);
    if (!bytes) return null;
    // When the value goes, the engine frees as many as the node says.
    if (
      (bytes.readUInt16LE(18) & PAGE_KINDS) !== OVERFLOW_PAGE ||
      bytes.readUInt32LE(20) !== count ||
      page.readBigUInt64LE(dataAt + 16) !== BigInt(count) ||
      page.readBigUInt64LE(dataAt + 8) > this.#state.transaction
    ) {
      this.#find(first, `it should begin the ${count} pages of a long value`);
      return null;
    }
    this.walked.overflowPages += count;
    return bytes.subarray(HEADER_BYTES, HEADER_BYTES + size);
  }

  #find(page: number, text: string): null {
    this.#options.onFinding({ page, text });
    return null;
  }
}
