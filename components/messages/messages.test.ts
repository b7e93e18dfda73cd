import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { zh } from './zh.ts';

type Tree = { readonly [key: string]: string | Tree };

const leaves = (tree: Tree, path = ''): Array<[path: string, text: string]> =>
  Object.entries(tree).flatMap(
    ([key, value]): Array<[string, string]> => (typeof value === 'string' ? [[`${path}${key}`, value]] : leaves(value, `${path}${key}.`)),
  );
const namesIn = (text: string) => [...new Set([...text.matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map((match) => match[1] ?? match[2]))].sort();

/** `plural` texts of English hold words that Chinese does not need; what is inserted must be the same. */
test('every text says the same things in both languages: the same names are inserted', () => {
  const chinese = new Map(leaves(zh));
  const different = leaves(en).filter(([path, text]) => namesIn(text).join() !== namesIn(chinese.get(path) ?? '').join());
  expect(different.map(([path]) => path)).toEqual([]);
});

test('no text is empty', () => {
  expect([...leaves(en), ...leaves(zh)].filter(([, text]) => text.trim() === '')).toEqual([]);
});

/** Where a tree of words stands among the others is for the assembly to say: its last name and its text are what is looked for. */
const named = ([where, text]: [string, string]) => `${where.slice(where.lastIndexOf('.') + 1)}: ${text}`;

test.each([
  ['en', import.meta.glob<Tree>('../**/words.en.ts', { eager: true }), en],
  ['zh', import.meta.glob<Tree>('../**/words.zh.ts', { eager: true }), zh],
] as const)('every word beside a page is put together with the others, in %s', (_language, files, together: Tree) => {
  expect(Object.keys(files).length).toBeGreaterThan(20);
  const known = new Set(leaves(together).map(named));
  const lost = Object.entries(files).flatMap(([file, words]) =>
    leaves(words)
      .filter((leaf) => !known.has(named(leaf)))
      .map(([where]) => `${file}: ${where}`),
  );
  expect(lost).toEqual([]);
});

test.each(['en', 'zh'])('what puts them together says nothing itself: %s.ts', (language) => {
  const texts = readFileSync(path.join(import.meta.dirname, `${language}.ts`), 'utf8')
    .split('\n')
    .filter((line) => !/^import /.test(line))
    .filter((line) => /['"`]/.test(line.replace(/`words\.\w+\.ts`|product's/g, '')));
  expect(texts).toEqual([]);
});
