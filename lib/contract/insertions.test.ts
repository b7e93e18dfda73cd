import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from './errors.ts';
import { refusalText } from './refusal-text.ts';
import { wordPositions } from './insertions.ts';
import { refusalTextsOf } from './refusal-texts.ts';
import { refusalWordsOf } from './refusal-words.ts';

const { insertionText } = refusalTextsOf(refusalWordsOf('zh'));

const ENGINE = path.join(import.meta.dirname, '..', 'engine');

/** Where the engine refuses with words: the texts that stand in the source, `${…}` as `%1`. */
function insertedWords(): { file: string; words: string }[] {
  const files = fs
    .readdirSync(ENGINE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return files.flatMap((file) => {
    const source = fs.readFileSync(path.join(ENGINE, file), 'utf8');
    const calls = [...source.matchAll(/refused\('([^']+)', \[([^\]]*)\]/g)].map(([, code, list]) => ({ code, list: list ?? '' }));
    const lab = [...source.matchAll(/notNow\(((?:'[^']*'|`[^`]*`|\w+), (?:'[^']*'|`[^`]*`))\)/g)].map(([, list]) => ({
      code: 'P105',
      list: list ?? '',
    }));
    const ended = [...source.matchAll(/unexpected\(('[^']*')/g)].map(([, list]) => ({ code: 'P621', list: list ?? '' }));
    return [...calls, ...lab, ...ended].flatMap(({ code, list }) => {
      const insertions = [...list.matchAll(/'([^']*)'|`((?:\$\{[^}]*\}|[^`])*)`|[^,]+/g)]
        .filter(([whole]) => whole.trim() !== '')
        .map(([, plain, template]) => plain ?? template ?? null);
      return (wordPositions[code as ErrorCode] ?? []).flatMap((position) => {
        const words = insertions[position];
        if (words === null || words === undefined || words === '') return [];
        let count = 0;
        return [{ file, words: words.replace(/\$\{[^}]*\}/g, () => `%${++count}`) }];
      });
    });
  });
}

/** Values of a program and sizes: the same in every language. */
const isNeutral = (words: string) => /^(\$|TCOMMIT|journal-files$|read-journal$|%1( [+<>] %2( MB)?)?$)/.test(words);

test('whatever words the engine inserts into a refusal have Chinese ones', () => {
  const found = insertedWords();
  expect(found.length).toBeGreaterThan(50);
  expect(found.filter(({ words }) => !isNeutral(words) && insertionText(words) === words)).toEqual([]);
});

describe('a refusal on a Chinese page', () => {
  test.each<[ErrorCode, string[], string]>([
    ['P105', ['Stop Dejournaling', 'it is stopped'], '当前无法执行停止日志重放：已停止'],
    ['2079', ['mirror APRIL has no database DATA'], '镜像APRIL中没有数据库DATA'],
    ['P105', ['start-agent', 'the ISCAgent of servera is running'], 'servera的ISCAgent的状态为正在运行'],
    ['P104', ['host', 'servera'], '不存在名为servera的主机'],
  ])('#%s says its reason in Chinese', (code, args, text) => {
    expect(refusalText({ code, args }, 'zh')).toContain(text);
  });

  test('a name that a person gave is left alone, also when it is a word', () => {
    expect(refusalText({ code: 'P104', args: ['database', 'backup'] }, 'zh')).toContain('名为backup的数据库');
  });

  test('what nobody foresaw is shown as it came', () => {
    expect(refusalText({ code: 'P621', args: ['restore', 'EIO: i/o error'] }, 'zh')).toContain(
      '还原因错误而中断。系统消息（原文）：“EIO: i/o error”',
    );
  });
});
