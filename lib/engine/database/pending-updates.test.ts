import { describe, expect, it } from 'vitest';
import { PendingUpdates } from './pending-updates.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const ALL = [bytes(''), bytes('\xff')] as const;
const shown = (pair: [Buffer, Buffer | null] | undefined) => pair && `${pair[0]}=${pair[1]}`;

describe('pending updates', () => {
  it('keeps an entry until its last change is in the file', () => {
    const pending = new PendingUpdates();
    pending.put(bytes('a'), bytes('old'), 1);
    pending.put(bytes('a'), bytes('new'), 5);
    pending.dropApplied(bytes('a'), 4);
    expect(pending.get(bytes('a'))).toEqual(bytes('new'));
    pending.dropApplied(bytes('a'), 5);
    expect(pending.get(bytes('a'))).toBeUndefined();
    expect(pending.size).toBe(0);
  });

  it('tells a killed node from one that it does not know', () => {
    const pending = new PendingUpdates();
    pending.put(bytes('a'), null, 1);
    expect(pending.get(bytes('a'))).toBeNull();
    expect(pending.get(bytes('b'))).toBeUndefined();
  });

  it('answers in byte order, whatever came and left between two questions', () => {
    const pending = new PendingUpdates();
    for (const [index, text] of ['b', '\xfe', 'a', '\x01', 'a\0'].entries()) pending.put(bytes(text), bytes(String(index)), index);
    expect(pending.range(...ALL).map(([key]) => key.toString('latin1'))).toEqual(['\x01', 'a', 'a\0', 'b', '\xfe']);
    pending.dropApplied(bytes('a'), 9);
    pending.put(bytes('c'), null, 6);
    expect(shown(pending.first(bytes('a'), bytes('z')))).toBe('a\0=4');
    expect(shown(pending.last(bytes('a'), bytes('z')))).toBe('c=null');
    expect(pending.first(bytes('d'), bytes('z'))).toBeUndefined();
    expect(pending.last(bytes('b\0'), bytes('c'))).toBeUndefined();
    pending.put(bytes('a'), bytes('again'), 7);
    expect(shown(pending.first(bytes('a'), bytes('z')))).toBe('a=again');
  });

  it('forgets what has left even when nobody reads in order', () => {
    const pending = new PendingUpdates();
    pending.put(bytes('stays'), null, 1_000_000);
    for (let index = 0; index < 20_000; index++) {
      pending.put(bytes(String(index)), null, index);
      pending.dropApplied(bytes(String(index)), index);
    }
    expect((pending as unknown as { unsorted: unknown[] }).unsorted.length).toBeLessThan(2_000);
  });
});
