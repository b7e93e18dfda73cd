/**
 * Dialogues, wherever they stand: one in which a person can write says whether something is written, so that Escape and × ask before it is
 * lost. Which of our components one can write in is found from `input` and `textarea` on.
 */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const sources = fs
  .readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tsx') && !name.endsWith('.test.tsx'))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: fs.readFileSync(path.join(import.meta.dirname, name), 'utf8') }));

/** What is written into a table's filter is no work of anybody. */
const LOSES_NOTHING = ['DataTable', 'TableBar'];
const QUESTIONS = ['Dialog', 'ConfirmDialog', 'GraveQuestion'];

/** Each component with its text. A name of two components may stand for either. */
const components = sources.flatMap(({ name: file, text }) => {
  const begins = [...text.matchAll(/^(?:export )?(?:function|const) ([A-Z]\w*)/gm)];
  return begins.map((begin, index) => ({
    file,
    name: begin[1] ?? '',
    text: text.slice(begin.index, begins[index + 1]?.index),
  }));
});

const isWritten = (text: string, names: ReadonlySet<string>): boolean =>
  /<textarea\b/.test(text) ||
  [...text.matchAll(/<input\b[^>]*/g)].some(([tag]) => !/type="(?:checkbox|radio)"/.test(tag)) ||
  [...text.matchAll(/<([A-Z]\w*)/g)].some(([, name]) => names.has(name ?? ''));

/** A dialogue inside it answers for itself. */
const withoutQuestions = (text: string) => questionsIn(text).reduce((rest, { whole }) => rest.replace(whole, ''), text);

function questionsIn(text: string): { readonly tag: string; readonly whole: string }[] {
  return [...text.matchAll(new RegExp(`<(${QUESTIONS.join('|')})\\b(?!>)`, 'g'))].map(({ index, 1: name = '' }) => {
    let depth = 0;
    let end = index;
    for (; end < text.length; end += 1) {
      const sign = text.charAt(end);
      if (sign === '{') depth += 1;
      if (sign === '}') depth -= 1;
      if (sign === '>' && depth === 0) break;
    }
    const tag = text.slice(index, end + 1);
    const closing = `</${name}>`;
    return { tag, whole: tag.endsWith('/>') ? tag : text.slice(index, text.indexOf(closing, index) + closing.length) };
  });
}

function componentsToWriteIn(): ReadonlySet<string> {
  const names = new Set<string>();
  for (let before = -1; before < names.size; ) {
    before = names.size;
    for (const { name, text } of components)
      if (!LOSES_NOTHING.includes(name) && !QUESTIONS.includes(name) && isWritten(withoutQuestions(text), names)) names.add(name);
  }
  return names;
}

test('a dialogue in which one can write says whether something is written', () => {
  const names = componentsToWriteIn();
  const written = sources.flatMap(({ name: file, text }) =>
    questionsIn(text)
      .filter(({ whole }) => isWritten(whole, names))
      .map(({ tag }) => ({ file, tag })),
  );
  expect([...names]).toEqual(expect.arrayContaining(['TextInput', 'TypedConfirmation', 'AddToMirrorRow', 'AgentPortField', 'OrderText']));
  expect(written.length).toBeGreaterThan(6);
  expect(written.filter(({ tag }) => !/\sedited=/.test(tag))).toEqual([]);
});
