import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FILES_MAX = 6;
/** What its words begin with, which are found by nothing else. */
const wordsOf = { 'try-primary': 'tryPrimary', 'resume-primary': 'resumePrimary', 'shut-down': 'shutDownIsolated' };

const sources = ['app', 'components', 'lib'].flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|^lib\/(generated|engine\/sim)\//.test(file))
    .map((file) => ({ file, text: fs.readFileSync(path.join(ROOT, file), 'utf8') })),
);
const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
/** The files that the table of the README lists in the column of the order. */
function filesInReadme(kind: string): string[] {
  const lines = readme.split('\n');
  const head = lines.findIndex((line) => line.startsWith('|') && line.includes(`\`${kind}\``));
  const cellsOf = (line: string) => line.split('|').map((cell) => cell.trim());
  const column = cellsOf(lines[head] ?? '').indexOf(`\`${kind}\``);
  const rows = lines.slice(
    head + 2,
    lines.findIndex((line, index) => index > head && !line.startsWith('|')),
  );
  return rows.map((row) => cellsOf(row)[column]?.replaceAll('`', '') ?? '');
}

/** One more file that has to know of an order is one more that a new order must not be forgotten in. */
test.each(Object.entries(wordsOf))('%s is known to the files that the README names, six at most', (kind, words) => {
  const knowing = sources
    .filter(({ text }) => text.includes(`'${kind}'`) || new RegExp(`\\b${words}\\b`).test(text))
    .map(({ file }) => file);
  const listed = filesInReadme(kind);
  expect(listed).toHaveLength(FILES_MAX);
  const [errands, others] = [listed.filter((file) => file.startsWith('e2e/')), listed.filter((file) => !file.startsWith('e2e/'))];
  expect(errands).toHaveLength(1);
  expect(knowing.sort()).toEqual(others.sort());
  expect(listed.filter((file) => !fs.existsSync(path.join(ROOT, file)))).toEqual([]);
});
