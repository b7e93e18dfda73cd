import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replaceDurably, replaceDurablySync } from './durable-file.ts';

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

  test('what cannot be written leaves the old text', async () => {
    const file = join(folder, 'state.json');
    await replace(file, 'old');
    mkdirSync(`${file}.new`);
    await expect(replace(file, 'new')).rejects.toThrow();
    expect(readFileSync(file, 'utf8')).toBe('old');
  });
});
