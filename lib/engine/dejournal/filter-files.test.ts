import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FilterFiles } from './filter-files.ts';

let directory: string;
let files: FilterFiles;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'filter-files-'));
  files = new FilterFiles(directory);
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

test('a pipe or a folder with the name of a class holds nobody up, and the classes beside it are listed', async () => {
  await files.write('ZGood', 'class ZGood {}');
  for (const name of ['ZPipe.js', 'ZGood.js.new']) execFileSync('mkfifo', [path.join(files.directory, name)]);
  fs.mkdirSync(path.join(files.directory, 'ZFolder.js'));
  expect(await files.list()).toEqual([{ name: 'ZGood', code: 'class ZGood {}' }]);
  expect(await files.read('ZPipe')).toBeNull();
  await files.write('ZGood', 'class ZGood { RunFilter() { return 1; } }');
  expect(await files.read('ZGood')).toBe('class ZGood { RunFilter() { return 1; } }');
});
