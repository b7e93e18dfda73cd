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
