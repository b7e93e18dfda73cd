/**
 * Updates of one database that wait to be written: where their records lie in the journal blocks, in order.
 *
 * Holds offsets, not records. A batch is some ten thousand updates; as objects with their buffers they would outlive the collector's young
 * generation, and collecting them cost more than writing them.
 */
import type { NodeChange } from '../database/database-file.ts';
import type { StoreChange } from '../database/ordered-store.ts';
import { keyAt, type RecordType, recordTypeAt, valueAt } from '../journal/record.ts';

export class GatheredUpdates {
  private readonly blocks: Buffer[] = [];
  private readonly blockOf: number[] = [];
  private readonly offsets: number[] = [];
  private killCount = 0;

  get count(): number {
    return this.offsets.length;
  }

  /** True when a subtree is killed: then not every update is one of a single node. */
  get hasKills(): boolean {
    return this.killCount > 0;
  }

  /** Takes the set or kill at `offset` of a block's bytes, which nobody may change from now on. */
  add(block: Buffer, offset: number, type: RecordType): void {
    if (this.blocks.at(-1) !== block) this.blocks.push(block);
    this.blockOf.push(this.blocks.length - 1);
    this.offsets.push(offset);
    if (type === 'kill') this.killCount += 1;
  }

  /** Takes one of another's, which stays as it is. */
  addFrom(other: GatheredUpdates, index: number): void {
    this.add(other.blockAt(index), other.offsetAt(index), other.typeAt(index) as RecordType);
  }

  blockAt(index: number): Buffer {
    return this.blocks[this.blockOf[index] as number] as Buffer;
  }

  offsetAt(index: number): number {
    return this.offsets[index] as number;
  }

  typeAt(index: number): RecordType | undefined {
    return recordTypeAt(this.blockAt(index), this.offsetAt(index));
  }

  keyAt(index: number): Buffer {
    return keyAt(this.blockAt(index), this.offsetAt(index));
  }

  /** Only for an update of a single node. */
  storeChangeAt(index: number): StoreChange {
    const block = this.blockAt(index);
    const offset = this.offsetAt(index);
    return [keyAt(block, offset), recordTypeAt(block, offset) === 'set' ? valueAt(block, offset) : null];
  }

  nodeChangeAt(index: number): NodeChange {
    const [key, value] = this.storeChangeAt(index);
    if (value !== null) return { kind: 'set', key, value };
    return { kind: this.typeAt(index) === 'kill' ? 'kill' : 'kill-node', key };
  }
}
