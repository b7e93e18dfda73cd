import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import { en } from '../messages/en.ts';
import { openPage, summary, TARGET } from '../portal/test-portal.tsx';
import { menuOf } from './menu.ts';
import { PageRibbon } from './page-ribbon.tsx';
import { useCrumbs } from './use-crumbs.ts';

afterEach(cleanup);

const entries = menuOf(null).flatMap(({ groups }) =>
  groups.flatMap((group) => group.entries.map((entry) => ({ entry, above: group.path }))),
);

function Ribbon({ of, below }: { of: string; below?: string }) {
  return <PageRibbon crumbs={useCrumbs(TARGET)(of, { below })} title="" />;
}
/** Without the signs between them. */
const shown = () => screen.getAllByRole('listitem').map((item) => item.textContent);

test.each(entries.map(({ entry, above }) => [entry.path, [...above, entry.label]] as const))(
  'the path of %s is that of its entry in the menu',
  (of, labels) => {
    openPage(<Ribbon of={of} />, { summary }, () => accepted(null));
    expect(shown()).toEqual(['System', ...labels.map((label) => en.menu[label])]);
    // Only what has a page is a link: where one is has none of itself.
    expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['System']);
  },
);

test('a page below an entry leads back to it', () => {
  openPage(<Ribbon of="/databases" below="Delete Database" />, { summary }, () => accepted(null));
  expect(shown().slice(-2)).toEqual(['Local Databases', 'Delete Database']);
  expect(screen.getByRole('link', { name: 'Local Databases' }).getAttribute('href')).toBe('/servera/iris/databases');
});

test('no page of an instance types its path by hand, and each page with an entry takes that of this entry', () => {
  const components = path.resolve(import.meta.dirname, '..');
  const texts = readdirSync(components, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx') && !file.endsWith('.test.tsx'))
    .map((file) => readFileSync(path.join(components, file), 'utf8'));
  expect(texts.filter((text) => text.includes("label: t('chrome.system')"))).toEqual([]);
  const taken = texts.flatMap((text) => [...text.matchAll(/crumbsTo\('([^']+)'|\spath="(\/[^"]+)"|\spath={`([^`]+)`}/g)]);
  const paths = taken.map(([, hand = '', frame = '', task = '']) => (hand || frame || task).replace(/\$\{[\w.]+\}/, 'FullAllDatabases'));
  expect(paths.filter((one) => !entries.some(({ entry }) => entry.path === one))).toEqual([]);
  const everyTask = (one: string) => one.replace(/\/\w+(?:AllDatabases|DBList)$/, '/FullAllDatabases');
  expect(entries.filter(({ entry }) => !paths.includes(everyTask(entry.path))).map(({ entry }) => entry.path)).toEqual([]);
});
