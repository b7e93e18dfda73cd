import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { errorCatalogue } from '@/lib/contract/errors.ts';
import { insertionsZh } from '@/lib/contract/insertions.ts';
import { zh } from './zh.ts';

type Tree = { readonly [key: string]: string | Tree };
const leaves = (tree: Tree): string[] => Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : leaves(value)));
const catalogue = Object.values(errorCatalogue).flatMap(({ zh: text, wayOut }) => [text, wayOut.zh]);

/**
 * What is called so in Chinese, too: products, protocols, algorithms, units, and what stands in files and commands. What is all capitals
 * (SQL, TLS, a keyword) is, whatever it is.
 */
const PROPER = new Set(
  (
    'InterSystems IRIS ISCAgent SSL TLS TLSv DN IP ID CA CN SQL SQLite SQLUser LZ Zstd zlib DR ECP TCP CSP CPF CIDR JavaScript CSV MB GB KB ms Mirror Portal Management Linux Windows ' +
    'JoinMirror ValidatedMember FailoverDB QoS Global Globals global no failover PROTECT Kill kill Set TStart TCommit TRollback MIRROR DAT IRIS.DAT iris.cpf cbk scp pid Ctrl Enter Shift Home End SCAN SEARCH Service MirrorClient MirrorServer ' +
    'DB DEFAULT GUID Esc SIGKILL ens Person Name User RunFilter XECUTE UTC MAC ARP PKI X other one plural AsyncMemberType IPv oddSQL msg Web'
  ).split(' '),
);

/** Without what is inserted: braces nest in plurals, of which the words are looked at. */
const wordsOf = (text: string) =>
  text
    .replace(/npm (?:run )?[\w:]+|arbiter-pins\.json|No Partner In No Failover/g, ' ')
    .replace(/\{\w+, (?:plural|select|number|date|time)[,}]/g, ' ')
    .replace(/\{\w+\}|<\/?\w+>|%\d|[<(]?[A-Za-z]+[>]?(?=\()/g, ' ')
    .match(/[A-Za-z][A-Za-z.]{1,}/g) ?? [];

test.each<[where: string, texts: readonly string[]]>([
  ['the pages', leaves(zh)],
  ['the error catalogue', catalogue],
  ['words that the engine inserts', Object.values(insertionsZh)],
])('no English word in the Chinese of %s', (_where, texts) => {
  const found = texts.flatMap((text) =>
    wordsOf(text)
      .filter((word) => word !== word.toUpperCase() && !PROPER.has(word) && !PROPER.has(word.replace(/\.$/, '')))
      .map((word) => `${word}: ${text}`),
  );
  expect(found).toEqual([]);
});

const allTexts = [...leaves(zh), ...catalogue, ...Object.values(insertionsZh)];

/** Labels that the product's own Chinese portal shows so, misprints and all (portal facts 5.2, marked A). */
const AS_THE_PRODUCT = new Set(['此成员为主成员. 更改将发送给其它成员.', '镜像数据库?']);
/**
 * What is written in half-width everywhere: what a plural or a choice is made of, error numbers, lists of characters, references to
 * globals, the ending of a file.
 */
const HALF_WIDTH = /\{\w+, (?:plural|select), |#P?\d+: |\.cbk|: \[ \].*"|\^\w+\([^)]*\)|SQLCODE: |%msg: /g;

test('a mark beside a Chinese character is a Chinese mark', () => {
  const found = allTexts.filter(
    (text) =>
      !AS_THE_PRODUCT.has(text) &&
      /[\p{Script=Han}，。：；（）！？、“”] ?[,.:;()!?]|[,.:;()!?] ?[\p{Script=Han}（“]/u.test(text.replace(HALF_WIDTH, '')),
  );
  expect(found).toEqual([]);
});

test('neither is one anywhere else in a Chinese sentence, nor a space beside a Chinese mark', () => {
  const sentences = allTexts.filter((text) => /\p{Script=Han}/u.test(text) && !AS_THE_PRODUCT.has(text));
  expect(
    sentences.filter((text) => /[^ ][,;:!?] | \(|\) |[，。：；！？、] | [，。：；）！？、]/.test(text.replace(HALF_WIDTH, ''))),
  ).toEqual([]);
});

/**
 * Nothing is typed between Chinese and what is not, nor between Chinese and what is inserted: the product's notes do so (521 places against
 * 40). The gap that guides of Chinese typography ask for there is a matter of layout: `text-autospace` in `app/globals.css`.
 */
test('no space between a Chinese character and a Latin letter, a digit, or what is inserted', () => {
  expect(
    allTexts.filter((text) =>
      /\p{Script=Han} [A-Za-z0-9{<]|%\d \p{Script=Han}|\p{Script=Han} %\d|[A-Za-z0-9}>] \p{Script=Han}/u.test(text),
    ),
  ).toEqual([]);
});

/** The table "In Chinese" of the README: a thing has one word, and never one of those that it is not called. */
const readme = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');
const glossary = [
  ...readme.slice(readme.indexOf('### In Chinese'), readme.indexOf('## Guarantees')).matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]*) \|$/gm),
]
  .slice(2)
  .map(([, thing = '', word = '', not = '']) => ({
    thing,
    words: word.split('、').map((one) => one.trim()),
    not: not
      .split('、')
      .map((one) => one.trim())
      .filter(Boolean),
  }));

test('the README has a glossary of Chinese words, each of which is in use', () => {
  expect(glossary.length).toBeGreaterThan(20);
  expect(glossary.flatMap(({ words }) => words).filter((word) => !allTexts.some((text) => text.includes(word)))).toEqual([]);
});

test('one word for each thing', () => {
  const plain = allTexts.map((text) => text.replace(/\{\w+\}/g, ''));
  expect(
    glossary.flatMap(({ thing, not }) =>
      not.flatMap((word) => plain.filter((text) => text.includes(word)).map((text) => `${thing}, ${word}: ${text}`)),
    ),
  ).toEqual([]);
});
