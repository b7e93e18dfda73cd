/**
 * Reads a database file page by page, without the storage engine: a damaged page then is a finding with its number, where the engine, which trusts its pages, would read
 * beyond them and take the process with it.
 *
 * Understands what lmdb writes as of data version 2 (lmdb-js 3.5): pages of one size with a header of 24 bytes, two meta pages, a tree of branch and leaf pages, runs of overflow pages for long values.
 * The caller sees to it that the pages of the state it walks are not used again meanwhile: by an open snapshot, or because nobody writes.
 */
import { type FileHandle, open } from 'node:fs/promises';

const HEADER_BYTES = 24;
const META_BYTES = 192;
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
const NODE_HEADER_BYTES = 8;
const BRANCH_PAGE = 1;
const LEAF_PAGE = 2;
const OVERFLOW_PAGE = 4;
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
  const file = await open(path, 'r');
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

async function metaAt(file: FileHandle, offset: number): Promise<FileState | null> {
  const bytes = Buffer.alloc(META_BYTES);
  const { bytesRead } = await file.read(bytes, 0, META_BYTES, offset);
  if (bytesRead < META_BYTES || bytes.readUInt32LE(HEADER_BYTES) !== MAGIC || bytes.readUInt32LE(HEADER_BYTES + 4) !== DATA_VERSION) return null;
  const pageBytes = bytes.readUInt32LE(48);
  if (pageBytes < PAGE_BYTES_MIN || pageBytes > PAGE_BYTES_MAX || (pageBytes & (pageBytes - 1)) !== 0) return null;
  const root = bytes.readBigUInt64LE(136);
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
  };
}

/**
 * Every node of the state in the order in which the tree holds them, and every finding. `onEntry` gets the key, the value and the page; it answers with what is wrong with them, or null.
 * A page that cannot be understood is a finding and what hangs on it is left out. Ends early when `signal` says so.
 */
export async function walkPages(path: string, state: FileState, options: { onEntry: (key: Buffer, value: Buffer) => string | null; onFinding: (finding: Finding) => void; onPage?: (pages: number) => void; signal?: AbortSignal }): Promise<WalkedPages> {
  const file = await open(path, 'r');
  try {
    const walk = new Walk(file, state, options);
    const { size } = await file.stat();
    // The free pages at the end of a file that was never extended to them need not be there, but nothing else may be missing: each page that is read tells.
    if (state.root !== null && size < (state.root + 1) * state.pageBytes) options.onFinding({ page: state.root, text: `the file ends at ${size} bytes, before the root of its tree` });
    else if (state.root !== null) await walk.page(state.root, 1, null, null);
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

  constructor(file: FileHandle, state: FileState, options: Parameters<typeof walkPages>[2]) {
    this.#file = file;
    this.#state = state;
    this.#options = options;
    this.#seen = new Uint8Array((state.lastPage >> 3) + 1);
  }

  /** Keys of the page lie in [`low`, `high`): what the branch above says; null is open. */
  async page(number: number, depth: number, low: Buffer | null, high: Buffer | null): Promise<unknown> {
    if (this.#options.signal?.aborted) return;
    const bytes = await this.#read(number, 1);
    if (!bytes) return;
    const flags = bytes.readUInt16LE(18);
    const expected = depth === this.#state.depth ? LEAF_PAGE : BRANCH_PAGE;
    if (depth > DEPTH_MAX || (flags & (BRANCH_PAGE | LEAF_PAGE | OVERFLOW_PAGE)) !== expected) return this.#find(number, `it should be a ${expected === LEAF_PAGE ? 'leaf' : 'branch'} page of level ${depth}, and its flags are ${flags}`);
    const nodes = this.#nodesOf(number, bytes);
    if (!nodes) return;
    if (expected === LEAF_PAGE) {
      this.walked.leafPages += 1;
      for (const node of nodes) await this.#entry(number, node, low, high);
      this.#options.onPage?.(this.walked.leafPages + this.walked.branchPages + this.walked.overflowPages);
      return;
    }
    this.walked.branchPages += 1;
    for (const [index, node] of nodes.entries()) {
      const from = index === 0 ? low : node.key;
      const to = nodes[index + 1]?.key ?? high;
      if (from && to && from.compare(to) >= 0) this.#find(number, `its keys ${index} and ${index + 1} are not in order`);
      await this.page(node.child, depth + 1, from, to);
    }
  }

  async #read(number: number, count: number): Promise<Buffer | null> {
    const { pageBytes, lastPage, transaction } = this.#state;
    if (!Number.isSafeInteger(number) || number < 2 || number + count - 1 > lastPage) {
      this.#find(number, `a page points to ${count} page${count === 1 ? '' : 's'} from here, and the last page is ${lastPage}`);
      return null;
    }
    for (let page = number; page < number + count; page++) {
      const mask = 1 << (page & 7);
      if (((this.#seen[page >> 3] as number) & mask) !== 0) {
        this.#find(page, 'it is reached twice');
        return null;
      }
      (this.#seen[page >> 3] as number) |= mask;
    }
    const bytes = Buffer.allocUnsafe(pageBytes * count);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, number * pageBytes);
    if (bytesRead < bytes.length) this.#find(number, `the file ends in it: ${bytesRead} of ${bytes.length} bytes are there`);
    else if (bytes.readBigUInt64LE(0) !== BigInt(number)) this.#find(number, `it says that it is page ${bytes.readBigUInt64LE(0)}`);
    else if (bytes.readBigUInt64LE(8) > transaction) this.#find(number, `it is of transaction ${bytes.readBigUInt64LE(8)}, and the last one was ${transaction}`);
    else return bytes;
    return null;
  }

  #nodesOf(number: number, page: Buffer): { key: Buffer; child: number; flags: number; size: number; dataAt: number; page: Buffer }[] | null {
    const lower = page.readUInt16LE(20);
    const count = lower >> 1;
    if (lower % 2 !== 0 || HEADER_BYTES + lower > page.length) {
      this.#find(number, `its list of nodes has ${lower} bytes`);
      return null;
    }
    const nodes = [];
    for (let index = 0; index < count; index++) {
      const at = page.readUInt16LE(HEADER_BYTES + 2 * index) + HEADER_BYTES;
      const keyAt = at + NODE_HEADER_BYTES;
      const keySize = keyAt <= page.length ? page.readUInt16LE(at + 6) : Number.POSITIVE_INFINITY;
      if (at < HEADER_BYTES + lower || keyAt + keySize > page.length) {
        this.#find(number, `its node ${index} lies outside of it`);
        return null;
      }
      const low = page.readUInt16LE(at);
      const high = page.readUInt16LE(at + 2);
      const flags = page.readUInt16LE(at + 4);
      nodes.push({ key: page.subarray(keyAt, keyAt + keySize), child: low + high * 0x1_0000 + flags * 0x1_0000_0000, flags, size: low + high * 0x1_0000, dataAt: keyAt + keySize, page });
    }
    return nodes;
  }

  async #entry(number: number, { key, flags, size, dataAt, page }: { key: Buffer; flags: number; size: number; dataAt: number; page: Buffer }, low: Buffer | null, high: Buffer | null): Promise<unknown> {
    if ((flags & ~BIG_VALUE) !== 0) return this.#find(number, `a node has the flags ${flags}`);
    const value = flags & BIG_VALUE ? await this.#bigValue(number, page, dataAt, size) : dataAt + size <= page.length ? page.subarray(dataAt, dataAt + size) : this.#find(number, 'a value lies outside of it');
    if (this.#last && this.#last.compare(key) >= 0) this.#find(number, 'its keys are not in order');
    if ((low && low.compare(key) > 0) || (high && high.compare(key) <= 0)) this.#find(number, 'a key does not belong here by the page above');
    this.#last = Buffer.from(key);
    const wrong = value ? this.#options.onEntry(key, value) : null;
    if (wrong !== null) this.#find(number, wrong);
  }

  async #bigValue(number: number, page: Buffer, dataAt: number, size: number): Promise<Buffer | null> {
    if (dataAt + 24 > page.length) {
      this.#find(number, 'the place of a long value lies outside of it');
      return null;
    }
    const first = Number(page.readBigUInt64LE(dataAt));
    const count = Math.ceil((HEADER_BYTES + size) / this.#state.pageBytes);
    const bytes = await this.#read(first, count);
    if (!bytes) return null;
    if ((bytes.readUInt16LE(18) & OVERFLOW_PAGE) === 0 || bytes.readUInt32LE(20) !== count) {
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
