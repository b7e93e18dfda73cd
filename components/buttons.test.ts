/**
 * Buttons, wherever they stand: what is not available is never disabled by the browser, which would say no reason and drop the focus; and
 * the main button of a thing has one place: first in the ribbon of a page, last below a step, a part of a page, or a dialogue.
 */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const sources = fs
  .readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tsx') && !name.endsWith('.test.tsx'))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: fs.readFileSync(path.join(import.meta.dirname, name), 'utf8') }));

/** Execute stands below the statement and before what else is done with it, as in the product; the others are the two places themselves. */
const PLACES = ['sql/execute-query.tsx', 'chrome/form-actions.tsx'];

/** Where the braces that begin at `from` end, or the opening tag, whose values may hold braces and arrows. */
function endOf(text: string, from: number, isEnd: (sign: string, depth: number) => boolean): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === '{') depth += 1;
    if (sign === '}') depth -= 1;
    if (isEnd(sign, depth)) return at;
  }
  return text.length;
}

const tagsIn = (text: string, names: RegExp) =>
  [...text.matchAll(names)].map(({ index }) => ({
    index,
    tag: text.slice(
      index,
      endOf(text, index, (sign, depth) => sign === '>' && depth === 0),
    ),
  }));
const buttonsIn = (text: string) => tagsIn(text, /<(?:button|Button|ReasonButton|OrderButton|LinkButton)\b/g);

test('no button is disabled by the browser', () => {
  const disabled = sources.flatMap(({ name, text }) =>
    buttonsIn(text)
      .filter(({ tag }) => /\sdisabled\b/.test(tag))
      .map(({ tag }) => `${name}: ${tag}`),
  );
  expect(sources.length).toBeGreaterThan(200);
  expect(disabled).toEqual([]);
});

test('the main button stands last in a strip, and otherwise nowhere but in the ribbon', () => {
  const misplaced = sources
    .filter(({ name }) => !PLACES.includes(name))
    .flatMap(({ name, text }) => {
      const dialogs = tagsIn(text, /<Dialog\b/g);
      const places = [
        ...[...text.matchAll(/<ButtonStrip>/g)].map(({ index }) => ({
          from: index,
          to: text.indexOf('</ButtonStrip>', index),
          isStrip: true,
        })),
        ...[...text.matchAll(/actions=\{/g)].map(({ index }) => ({
          from: index,
          to: endOf(text, index, (sign, depth) => sign === '}' && depth === 0),
          isStrip: dialogs.some((dialog) => dialog.index < index && index < dialog.index + dialog.tag.length),
        })),
      ];
      const buttons = buttonsIn(text);
      return buttons
        .filter(({ tag }) => /\slook=(?:"main"|\{[^}]*'main')/.test(tag) && !tag.startsWith('<LinkButton'))
        .filter(({ index }) => {
          const place = places.find(({ from, to }) => from < index && index < to);
          if (!place) return true;
          const beside = buttons.filter((other) => place.from < other.index && other.index < place.to);
          return beside.at(place.isStrip ? -1 : 0)?.index !== index;
        })
        .map(({ tag }) => `${name}: ${tag}`);
    });
  expect(misplaced).toEqual([]);
});
