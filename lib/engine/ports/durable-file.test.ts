import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { replaceDurably, replaceDurablySync } from './durable-file.ts';

/** What reached the disk, and by which names, in its order. Everything is carried out. */
const { done } = vi.hoisted(() => ({ done: [] as string[] }));
vi.mock('node:fs/promises', async (load) => {
  const fs = await load<typeof import('node:fs/promises')>();
  return {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...args);
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        await sync();
        done.push(`sync ${basename(String(args[0]))}`);
      };
      return handle;
    },
    rename: async (from: string, to: string) => {
      await fs.rename(from, to);
      done.push(`rename ${basename(to)}`);
    },
  };
});
vi.mock('node:fs', async (load) => {
  const fs = await load<typeof import('node:fs')>();
  let directory = '';
  return {
    ...fs,
    writeFileSync: (...args: Parameters<typeof fs.writeFileSync>) => {
      fs.writeFileSync(...args);
      if (typeof args[2] === 'object' && args[2]?.flush) done.push(`sync ${basename(String(args[0]))}`);
    },
    renameSync: (from: string, to: string) => {
      fs.renameSync(from, to);
      done.push(`rename ${basename(to)}`);
    },
    openSync: (...args: Parameters<typeof fs.openSync>) => {
      directory = String(args[0]);
      return fs.openSync(...args);
    },
    fsyncSync: (descriptor: number) => {
      fs.fsyncSync(descriptor);
      done.push(`sync ${basename(directory)}`);
    },
  };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'durable-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.each([
  ['in the background', replaceDurably],
  ['at once', async (file: string, text: string) => replaceDurablySync(file, text)],
] as const)('%s', (_name, replace) => {
  test('a file has the new text, for its owner alone, and nothing is left beside it', async () => {
    const file = join(folder, 'state.json');
    writeFileSync(file, 'a longer text than the next');
    await replace(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  test('the text is on the disk before it has its name, and the name is on the disk at the end', async () => {
    done.length = 0;
    await replace(join(folder, 'state.json'), 'new');
    expect(done).toEqual(['sync state.json.new', 'rename state.json', `sync ${basename(folder)}`]);
  });

  test('what cannot be written leaves the old text', async () => {
    const file = join(folder, 'state.json');
    await replace(file, 'old');
    mkdirSync(`${file}.new`);
    await expect(replace(file, 'new')).rejects.toThrow();
    expect(readFileSync(file, 'utf8')).toBe('old');
  });
});
