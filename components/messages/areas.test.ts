import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Area, wordsOf } from './areas.ts';
import { baseEn } from './base.en.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const AREAS: readonly Area[] = ['backup', 'databases', 'journals', 'namespaces', 'globals', 'sql', 'lab', 'logs', 'settingUp'];
const ownOfArea = new Map(
  await Promise.all(AREAS.map(async (area): Promise<[Area, string[]]> => [area, Object.keys(await wordsOf(area, 'en'))])),
);
const ofAreas = [...ownOfArea.values()].flat();

test('what areas bring and what every page is given are all words, each once, in both languages', async () => {
  expect([...Object.keys(baseEn), ...ofAreas].sort()).toEqual(Object.keys(en).sort());
  for (const area of AREAS) {
    expect(await wordsOf(area, 'zh')).toEqual(Object.fromEntries((ownOfArea.get(area) ?? []).map((name) => [name, zh[name as 'forms']])));
  }
});

/** Files of ours that a file imports for more than their types, and the areas' words that it says. */
function read(file: string) {
  const text = fs.readFileSync(file, 'utf8');
  const imports = [...text.matchAll(/^(?:import|export)\s+(?!type )[^'";]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gm)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((name) => /^(@\/components|\.)/.test(name) && !name.includes('/messages/'))
    .map((name) => (name.startsWith('@/') ? path.join(ROOT, name.slice(2)) : path.resolve(path.dirname(file), name)))
    .filter((name) => name.startsWith(path.join(ROOT, 'components')) && /\.tsx?$/.test(name));
  const says = ofAreas.filter((name) =>
    new RegExp(`useTranslations\\('${name}['.]|\\bt\\(['\`]${name}\\.|['\`]${name}\\.[a-z]\\w*[.'\`]`).test(text),
  );
  return { imports, says, given: /(?:worded\('|<Words of=")(\w+)/.exec(text)?.[1] };
}

const own = (area: string | undefined) => AREAS.flatMap((one) => (one === area ? (ownOfArea.get(one) ?? []) : []));

const pages = fs
  .readdirSync(path.join(ROOT, 'app'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /(^|\/)(page|error|not-found)\.tsx$/.test(name));

test.each(pages)('%s is given the words of everything that it draws', (page) => {
  const given = new Set(own(read(path.join(ROOT, 'app', page)).given));
  for (let folder = path.dirname(path.join(ROOT, 'app', page)); folder !== ROOT; folder = path.dirname(folder)) {
    const layout = path.join(folder, 'layout.tsx');
    const area = fs.existsSync(layout) ? read(layout).given : undefined;
    for (const name of own(area)) given.add(name);
  }
  const open = [path.join(ROOT, 'app', page)];
  const seen = new Set(open);
  const missing: string[] = [];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const { imports, says } = read(file);
    missing.push(...says.filter((name) => !given.has(name)).map((name) => `${path.relative(ROOT, file)} says ${name}`));
    for (const name of imports.filter((one) => !seen.has(one))) {
      seen.add(name);
      open.push(name);
    }
  }
  expect(missing).toEqual([]);
});
