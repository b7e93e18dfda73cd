import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrateStore, migrationsDirectory } from './migrations.ts';

let scratch: string;
let file: string;
let directory: string;
const addMigration = (name: string, sql: string) => {
  fs.mkdirSync(path.join(directory, name), { recursive: true });
  fs.writeFileSync(path.join(directory, name, 'migration.sql'), sql);
};
const tables = () => {
  const database = new Database(file);
  const names = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name")
    .pluck()
    .all([]);
  database.close();
  return names;
};

beforeEach(() => {
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'migrations-'));
  file = path.join(scratch, 'store.db');
  directory = path.join(scratch, 'migrations');
  addMigration('1_first', 'CREATE TABLE one (id INTEGER PRIMARY KEY);');
});
afterEach(() => fs.rmSync(scratch, { recursive: true, force: true }));

test('applies what is new, in order, once', () => {
  expect(migrateStore(file, directory)).toEqual(['1_first']);
  expect(migrateStore(file, directory)).toEqual([]);
  addMigration('2_second', 'CREATE TABLE two (id INTEGER PRIMARY KEY); CREATE INDEX two_id ON two(id);');
  expect(migrateStore(file, directory)).toEqual(['2_second']);
  expect(tables()).toEqual(['one', 'two']);
});

test('a migration that fails leaves nothing behind and is tried again', () => {
  addMigration('2_second', 'CREATE TABLE two (id INTEGER); CREATE TABLE one (id INTEGER);');
  expect(() => migrateStore(file, directory)).toThrow(/already exists/);
  expect(tables()).toEqual([]);
  addMigration('2_second', 'CREATE TABLE two (id INTEGER);');
  expect(migrateStore(file, directory)).toEqual(['1_first', '2_second']);
});

test('refuses a migration that was edited after it was applied', () => {
  migrateStore(file, directory);
  addMigration('1_first', 'CREATE TABLE one (id TEXT);');
  expect(() => migrateStore(file, directory)).toThrow('migration 1_first was edited after it was applied');
});

test('refuses a file of a newer version of the product', () => {
  addMigration('2_second', 'CREATE TABLE two (id INTEGER);');
  migrateStore(file, directory);
  fs.rmSync(path.join(directory, '2_second'), { recursive: true });
  expect(() => migrateStore(file, directory)).toThrow(/newer version/);
});

test('finds the committed migrations from the source and from the bundle', () => {
  const root = path.resolve(import.meta.dirname, '../../..');
  expect(migrationsDirectory()).toBe(path.join(root, 'prisma/migrations'));
  expect(migrationsDirectory(path.join(root, 'dist/engine'))).toBe(path.join(root, 'prisma/migrations'));
});
