import { expect, test } from 'vitest';
import { errorCatalogue } from '@/lib/contract/errors.ts';
import { en } from './en.ts';

type Tree = { readonly [key: string]: string | Tree };
const entriesOf = (tree: Tree, above = ''): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[above + key, value] as [string, string]] : entriesOf(value, `${above}${key}.`),
  );

/** Warnings of the product itself, quoted as it has them (portal facts 2.6 and 3): they are not ours to shorten. */
const AS_THE_PRODUCT = new Set(['operator.forceActive', 'operator.forceNotActive', 'leaving.primaryDetail']);
const texts: [where: string, text: string][] = [
  ...entriesOf(en),
  ...Object.entries(errorCatalogue).flatMap(
    ([code, entry]) =>
      [
        [code, entry.en],
        [`${code}, way out`, entry.wayOut.en],
      ] as [string, string][],
  ),
];

/** The longest reading of a text: of a plural or a choice its last branch; what is inserted is one word. */
const read = (text: string) => {
  let plain = text
    .replace(/<\/?\w+>/g, '')
    .replace(/\{\w+\}|%\d/g, 'X')
    .replace(/#(?!\w)/g, 'X');
  for (let before = ''; before !== plain; ) {
    before = plain;
    plain = plain.replace(
      /\{\w+, (?:plural|select),((?:\s*[\w=-]+ \{[^{}]*\})+)\s*\}/g,
      (_, branches: string) =>
        [...branches.matchAll(/\{([^{}]*)\}/g)].map(([, branch = '']) => branch).sort((one, other) => other.length - one.length)[0] ?? '',
    );
  }
  return plain;
};
/** Words between two ends of a sentence. A colon or a semicolon does not end one. */
const sentencesOf = (text: string) => read(text).split(/(?<=[.!?])["')]*\s+(?=[A-Z0-9'"“%^(])/);
const wordsOf = (sentence: string) => sentence.split(/\s+/).filter((word) => /[\w#]/.test(word));
const WORDS_MAX = 20;

test('a sentence has at most 20 words', () => {
  const long = texts
    .filter(([where]) => !AS_THE_PRODUCT.has(where))
    .flatMap(([where, text]) =>
      sentencesOf(text)
        .filter((sentence) => wordsOf(sentence).length > WORDS_MAX)
        .map((sentence) => `${where} (${wordsOf(sentence).length}): ${sentence}`),
    );
  expect(long).toEqual([]);
});

test('spelling is American', () => {
  const british =
    /\w*(?:(?:col|fav|behavi|hon|neighb|lab)our|cancelled|centre|catalogue|licence|(?:organ|recogn|author|synchron|initial)is(?:e|ing))\w*/i;
  expect(texts.flatMap(([where, text]) => british.exec(text)?.[0].replace(/^/, `${where}: `) ?? [])).toEqual([]);
});
