import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refusalText, wayOutText } from '../../contract/refusal-text.ts';
import { DATABASE_FILE_NAME, DatabaseFile } from '../database/database-file.ts';
import type { DatabaseDefinition } from '../store/config-store.ts';
import { looksGood, openFile } from './database-mounting.ts';

let folder: string;
let definition: DatabaseDefinition;
let file: string;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mounting-'));
  const directory = path.join(folder, 'data');
  definition = {
    name: 'DATA',
    directory,
    resource: '%DB_%DEFAULT',
    journal: true,
    isSystem: false,
    mountedReadOnly: false,
    maximumSizeMb: 0,
    mountRequired: false,
    dismounted: false,
    mirrored: null,
  };
  file = path.join(directory, DATABASE_FILE_NAME);
  const created = await DatabaseFile.create(directory);
  if (!created.ok) throw new Error(created.refusal.code);
  await created.value.close();
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const refusals = async () => {
  const outcomes = [await openFile(definition), await looksGood(definition.name, definition.directory)];
  return outcomes.map((outcome) => (outcome.ok ? 'it was opened' : `${outcome.refusal.code}: ${outcome.refusal.args[1]}`));
};

test('a file with a second name is not opened until it is a copy of its own, as the way out says', async () => {
  const second = path.join(folder, 'second');
  fs.linkSync(file, second);
  expect(await refusals()).toEqual(Array.from({ length: 2 }, () => 'P622: another name leads to it, too'));
  const outcome = await openFile(definition);
  if (outcome.ok) throw new Error('it was opened');
  expect(wayOutText(outcome.refusal, 'en')).toBe('Copy the file, delete it, and give the copy the name IRIS.DAT.');
  expect(refusalText(outcome.refusal, 'zh')).toBe('错误 #P622: 数据库DATA的文件有多个名称：另有名称指向它');

  const copy = path.join(definition.directory, 'copy');
  fs.copyFileSync(file, copy);
  fs.rmSync(file);
  fs.renameSync(copy, file);
  const opened = await openFile(definition);
  expect(opened.ok).toBe(true);
  if (opened.ok) await opened.value.close();
});

test('a link in place of the file is not opened, though the file that it leads to is good', async () => {
  const elsewhere = path.join(folder, 'elsewhere');
  fs.renameSync(file, elsewhere);
  fs.symlinkSync(elsewhere, file);
  expect(await refusals()).toEqual(Array.from({ length: 2 }, () => 'P622: it is a link to another file'));
});
