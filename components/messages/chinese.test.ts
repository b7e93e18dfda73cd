import { expect, test } from 'vitest';
import { errorCatalogue } from '@/lib/contract/errors.ts';
import { insertionsZh } from '@/lib/contract/insertions.ts';
import { zh } from './zh.ts';

type Tree = { readonly [key: string]: string | Tree };
const leaves = (tree: Tree): string[] => Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : leaves(value)));
const catalogue = Object.values(errorCatalogue).flatMap(({ zh: text, wayOut }) => [text, wayOut.zh]);

/** What is called so in Chinese, too: products, protocols, algorithms, units, and what stands in files and commands. What is all capitals (SQL, TLS, a keyword) is, whatever it is. */
const PROPER = new Set(
  (
    'InterSystems IRIS ISCAgent SSL TLS TLSv DN IP ID CA CN SQL SQLite SQLUser LZ Zstd zlib DR ECP TCP CSP CPF CIDR JavaScript CSV MB GB KB ms Mirror Portal Management Linux Windows ' +
    'JoinMirror ValidatedMember FailoverDB QoS Global Globals global no failover PROTECT Kill kill Set TStart TCommit TRollback MIRROR DAT IRIS.DAT iris.cpf cbk scp pid Ctrl Enter SCAN SEARCH Service MirrorClient MirrorServer ' +
    'DB DEFAULT GUID SIGKILL ens Person Name User RunFilter XECUTE UTC MAC ARP PKI X other one plural AsyncMemberType IPv oddSQL msg Web'
  ).split(' '),
);

/** Without what is inserted: braces nest in plurals, of which the words are looked at. */
const wordsOf = (text: string) =>
  text
    .replace(/npm (?:run )?[\w:]+|No Partner In No Failover/g, ' ')
    .replace(/\{\w+, (?:plural|select|number|date|time)[,}]/g, ' ')
    .replace(/\{\w+\}|<\/?\w+>|%\d|[<(]?[A-Za-z]+[>]?(?=\()/g, ' ')
    .match(/[A-Za-z][A-Za-z.]{1,}/g) ?? [];

test.each<[where: string, texts: readonly string[]]>([
  ['the pages', leaves(zh)],
  ['the error catalogue', catalogue],
  ['words that the engine inserts', Object.values(insertionsZh)],
])('no English word in the Chinese of %s', (_where, texts) => {
  const found = texts.flatMap((text) => wordsOf(text).filter((word) => word !== word.toUpperCase() && !PROPER.has(word) && !PROPER.has(word.replace(/\.$/, ''))).map((word) => `${word}: ${text}`));
  expect(found).toEqual([]);
});

test('one word for each thing', () => {
  const all = [...leaves(zh), ...catalogue, ...Object.values(insertionsZh)];
  expect(all.filter((text) => /Dejournal|dejournal|Journal\b|筛选器|仲裁者/.test(text.replace(/\{\w+\}/g, '')))).toEqual([]);
});
