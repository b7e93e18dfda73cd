/** The rules of the house that a tool can check: who may import whom, and texts that must not appear. */
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const FOLDERS = ['app', 'components', 'lib', 'e2e', 'scripts'];

interface Source {
  /** From the root, with forward slashes. */
  file: string;
  text: string;
  /** Packages as written; files of the project as a path from the root, without extension. */
  imports: string[];
}

const isTest = (file: string) => /\.(test|spec)\.tsx?$/.test(file);
const isWords = (file: string) => /^components\/.*\/words\.(en|zh)\.ts$/.test(file);
const within =
  (...folders: string[]) =>
  (file: string) =>
    folders.some((folder) => file === folder || file.startsWith(`${folder}/`));

function readSources(): Source[] {
  const names = FOLDERS.flatMap((folder) =>
    fs.existsSync(path.join(ROOT, folder))
      ? fs
          .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
          .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
      : [],
  );
  const files = names.filter((name) => /\.(ts|tsx|mjs)$/.test(name) && !name.startsWith('lib/generated/') && name !== 'lib/tidy.test.ts');
  return files.map((file) => {
    const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
    return { file, text, imports: readImports(file, text) };
  });
}

function readImports(file: string, text: string): string[] {
  const written = [
    ...text.matchAll(
      /^\s*(?:import|export)\s[^'"`;]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
  return written.map((name) => {
    if (name.startsWith('@/')) return name.slice(2).replace(/\.(ts|tsx|mjs)$/, '');
    if (name.startsWith('.')) return path.posix.join(path.posix.dirname(file), name).replace(/\.(ts|tsx|mjs)$/, '');
    return name;
  });
}

const sources = readSources();
const shipped = sources.filter(({ file }) => !isTest(file));

/** Pure: values in, values out. No clock, no timer, no randomness, no Node. */
const isMachine = within('lib/engine/mirror');
const CODECS =
  /^lib\/engine\/(journal\/(block|header|position|record)|link\/(client-protocol|frame|mirror-protocol)|nodes\/(collation|decimal|reference-text|text)|agent\/(arbiter|protocol)|samples\/(band|commit-meter|latency-histogram|minute-codec|sample-history|second-ring|spread|stretch))\.ts$/;
const isPure = (file: string) => isMachine(file) || CODECS.test(file);
/** Node's modules that only compute: checksums and compression, bytes, assertions. */
const isComputing = (name: string) => /^node:(zlib|buffer|assert)$/.test(name);
const isReact = (name: string) => /^(react|react-dom|next)(\/|$)/.test(name);

const clients = new Set(sources.filter(({ text }) => /^\s*['"]use client['"]/.test(text)).map(({ file }) => file));
const isClient = (file: string) => clients.has(file) || within('components/ui')(file);

const arrows: { rule: string; from: (file: string) => boolean; mayNot: (name: string) => boolean }[] = [
  {
    rule: 'lib/contract imports zod and itself only',
    from: within('lib/contract'),
    mayNot: (name) => name !== 'zod' && !within('lib/contract')(name),
  },
  {
    rule: 'lib/engine knows neither the portal nor React',
    from: within('lib/engine'),
    mayNot: (name) => isReact(name) || within('app', 'components', 'lib/query', 'lib/portal')(name),
  },
  {
    rule: 'the portal reaches the engine through its control sockets only',
    from: within('app', 'components', 'lib/query', 'lib/portal'),
    mayNot: within('lib/engine', 'lib/generated'),
  },
  {
    rule: 'lib/machine is for every process of the machine, and knows none of them',
    from: within('lib/machine'),
    mayNot: (name) => !name.startsWith('node:') && !within('lib/machine')(name),
  },
  {
    rule: 'lib/query runs in the browser',
    from: within('lib/query'),
    mayNot: (name) => within('lib/portal')(name) || /^(node:|@prisma)/.test(name),
  },
  { rule: 'lib/portal draws nothing', from: within('lib/portal'), mayNot: within('app', 'components') },
  {
    rule: 'what runs in the browser knows no server',
    from: isClient,
    mayNot: (name) => within('lib/portal')(name) || name.startsWith('node:'),
  },
  { rule: 'components do not know which page they are on', from: within('components'), mayNot: within('app') },
  { rule: 'pure files know no Node', from: isPure, mayNot: (name) => name.startsWith('node:') && !isComputing(name) },
  {
    rule: 'the mirror state machine knows no adapter',
    from: within('lib/engine/mirror'),
    mayNot: (name) => within('lib/engine/ports', 'lib/engine/instance', 'lib/engine/lab', 'lib/generated')(name),
  },
  {
    rule: 'shipped code does not import the simulator',
    from: (file) => within('app', 'components', 'lib')(file) && !within('lib/engine/sim')(file),
    mayNot: within('lib/engine/sim'),
  },
];

describe('imports follow the arrows', () => {
  test.each(arrows)('$rule', ({ from, mayNot }) => {
    const broken = shipped
      .filter(({ file }) => from(file))
      .flatMap(({ file, imports }) => imports.filter(mayNot).map((name) => `${file} imports ${name}`));
    expect(broken).toEqual([]);
  });
});

/** Of words and refusals a browser is given what they come to when the portal is built (`scripts/words-loader.mjs`). */
const isBuiltBefore = (name: string) => /^components\/.*\.(en|zh)$/.test(name);

/** What a browser is given: the files that run there, and whatever of ours they import for more than its types, lazily too. */
test('no script of a page carries the parser of the contract, nor its errors in both languages', () => {
  const byName = new Map(shipped.map(({ file, text }) => [file.replace(/\.(ts|tsx|mjs)$/, ''), { file, text }]));
  const open = shipped.filter(({ file }) => isClient(file)).map(({ file }) => file.replace(/\.(ts|tsx)$/, ''));
  const given = new Set(open);
  const tooMuch: string[] = [];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const source = byName.get(name);
    if (!source || isBuiltBefore(name)) continue;
    const values = source.text.replace(/^(?:import|export) type [^;]*;$/gm, '');
    for (const imported of readImports(source.file, values)) {
      if (imported === 'zod' || imported === 'lib/contract/errors') tooMuch.push(`${source.file} imports ${imported}`);
      if (given.has(imported)) continue;
      given.add(imported);
      open.push(imported);
    }
  }
  expect(given.size).toBeGreaterThan(300);
  expect(tooMuch).toEqual([]);
});

/**
 * The folders of lib/engine from the ground up: each imports from its own and from lower floors only, types included. Two that stand on one
 * floor do not know each other.
 */
const floors: readonly (readonly string[])[] = [
  ['pki'],
  ['nodes', 'ports'],
  ['journal', 'namespaces'],
  ['mirror', 'activity', 'samples'],
  ['store'],
  ['database'],
  ['sql'],
  ['link'],
  ['agent', 'journaling'],
  ['channel'],
  ['dejournal'],
  ['databases'],
  ['backup', 'applications'],
  ['download', 'upkeep'],
  ['member'],
  ['offers', 'instance'],
  ['commands'],
  ['views'],
  ['lab'],
  ['programs'],
  ['sim'],
];
const floorOf = new Map(floors.flatMap((folders, floor) => folders.map((folder) => [folder, floor] as const)));
const roomOf = (file: string) => /^lib\/engine\/([^/]+)\//.exec(file)?.[1] ?? null;
describe('floors of the engine', () => {
  test('each of its folders has one', () => {
    expect([...new Set(shipped.flatMap(({ file }) => roomOf(file) ?? []))].sort()).toEqual([...floorOf.keys()].sort());
  });

  test('each of its folders says what it guarantees, what it needs and what it must not know', () => {
    expect([...floorOf.keys()].filter((folder) => !fs.existsSync(path.join(ROOT, 'lib/engine', folder, 'README.md')))).toEqual([]);
  });

  /** Where nobody has to be told, on the ground and at the top, a few sentences do. */
  const CONCERNS = [
    'activity',
    'store',
    'journaling',
    'channel',
    'dejournal',
    'databases',
    'backup',
    'applications',
    'download',
    'upkeep',
  ].concat(['member', 'offers', 'commands', 'views', 'samples']);
  const SCREEN_LINES = 50;

  test.each(CONCERNS)('%s says on one screen what it guarantees, its ports, what it must not know and what was decided', (room) => {
    const readme = fs.readFileSync(path.join(ROOT, 'lib/engine', room, 'README.md'), 'utf8');
    const parts = ['**Guarantees.**', '**Port', '**Must not know**', '## Decisions'];
    expect(parts.filter((part) => !readme.includes(part))).toEqual([]);
    expect(readme.split('\n').length).toBeLessThanOrEqual(SCREEN_LINES);
  });

  test('a folder imports from lower floors only, types included', () => {
    const upward = shipped.flatMap(({ file, imports }) =>
      imports.flatMap((name) => {
        const [from, to] = [roomOf(file), roomOf(name)];
        const isUpward = from !== null && to !== null && from !== to && (floorOf.get(to) ?? 0) >= (floorOf.get(from) ?? 0);
        return isUpward ? [`${file} imports ${name}`] : [];
      }),
    );
    expect(upward).toEqual([]);
  });
});

test('nothing imports itself by a detour, types included', () => {
  const byName = new Map(shipped.map(({ file, imports }) => [file.replace(/\.(ts|tsx|mjs)$/, ''), imports]));
  const reached = (from: string): Set<string> => {
    const found = new Set<string>();
    const open = [...(byName.get(from) ?? [])];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (found.has(name) || !byName.has(name)) continue;
      found.add(name);
      open.push(...(byName.get(name) ?? []));
    }
    return found;
  };
  expect([...byName.keys()].filter((name) => reached(name).has(name))).toEqual([]);
});

/** The parts of these are ports; whole they are for who composes, or hands them on. */
const COMPOSED = ['OwnMember', 'MemberWorld', 'MirrorHost', 'MirrorJournal'];
const COMPOSERS = within(
  ...['instance', 'commands', 'views', 'programs', 'sim', 'lab'].map((room) => `lib/engine/${room}`),
  ...['mirror-member', 'instance-mirrors', 'member-requests', 'mirror-driver', 'async-driver', 'mirror-host'].map(
    (name) => `lib/engine/member/${name}.ts`,
  ),
);
const PORT_MEMBERS_MAX = 8;

describe('ports of the engine', () => {
  const rooms = shipped.filter(({ file }) => within('lib/engine')(file) && !within('lib/engine/sim')(file));
  const written = rooms.map(({ file, text }) => ({ file, code: text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^import [^;]*;/gm, '') }));

  test('each has eight members at most', () => {
    const interfaces = written.flatMap(({ file, code }) =>
      [...code.matchAll(/^(?:export )?interface (\w+)[^{]*\{\n([\s\S]*?)\n\}/gm)].map(([, name = '', body = '']) => {
        const members = body.split('\n').filter((line) => /^ {2}[a-z]/.test(line));
        return { file, name, members, asked: members.filter((line) => /^ {2}\w+\??\(/.test(line)).length };
      }),
    );
    const ports = interfaces.filter(({ name, asked }) => asked > 1 || name.endsWith('World'));
    expect(ports.length).toBeGreaterThan(40);
    expect(ports.filter(({ members }) => members.length > PORT_MEMBERS_MAX).map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });

  test('whoever needs a part of something large lists it, eight of it at most', () => {
    const takes = new RegExp(`(?<!\\bclass )\\b(${COMPOSED.join('|')})\\b(?!\\[)`);
    const wide = written.flatMap(({ file, code }) => {
      const lists = [...code.matchAll(/\b(?:Pick|Omit)<\s*(\w+),([^>]*)>/g)].filter(([, whole = '']) => COMPOSED.includes(whole));
      const long = lists.filter(([, , names = '']) => names.split('|').filter((name) => name.trim()).length > PORT_MEMBERS_MAX);
      const rest = lists.reduce((left, [list]) => left.replace(list, ''), code).replace(/^export interface [^{]*|\bimplements \w+/gm, '');
      return [
        ...long.map(([list]) => `${file}: ${list.replace(/\s+/g, ' ')}`),
        ...(!COMPOSERS(file) && takes.test(rest) ? [`${file} takes all of ${takes.exec(rest)?.[1]}`] : []),
      ];
    });
    expect(wide).toEqual([]);
  });
});

const isProduct = (file: string) => within('app', 'components', 'lib')(file) && !isTest(file);
/** The ports are the clock; the simulator's programs, and the benchmark, measure their own speed. */
const isToldTheTime = within('lib/engine/ports', 'lib/engine/sim', 'lib/engine/dejournal/bench.ts');
const banned: { text: string; pattern: RegExp; where: (file: string) => boolean; instead: string }[] = [
  { text: 'Date', pattern: /\bDate\.now\(|\bnew Date\(\)/, where: isPure, instead: 'take `now` as an argument' },
  { text: 'Math.random(', pattern: /\bMath\.random\(/, where: isPure, instead: 'take the value as an argument' },
  { text: 'timers', pattern: /\b(setTimeout|setInterval|setImmediate)\(/, where: isPure, instead: 'return what shall happen and when' },
  {
    text: 'timers of its own',
    pattern: /(?<![.\w])(setTimeout|setInterval)\(|performance\.now\(|node:timers/,
    where: (file) => within('lib/engine')(file) && !isTest(file) && !isToldTheTime(file),
    instead: 'wait by the clock that is given',
  },
  { text: 'async', pattern: /\basync\b(?!\s*[,:'"`.)-])(?=\s+(function|\()|\s+\w+\s*\()/, where: isPure, instead: 'return an effect' },
  { text: 'waitForTimeout(', pattern: /\bwaitForTimeout\(/, where: () => true, instead: 'wait for a state with a named deadline' },
  { text: 'networkidle', pattern: /networkidle/, where: () => true, instead: 'wait for what the person would wait for' },
  { text: 'as any', pattern: /\bas any\b|:\s*any\b(?=\s*[,;=)\]>]|$)/, where: () => true, instead: 'parse it, or say its type' },
  {
    text: 'console.log',
    pattern: /\bconsole\.(log|debug)\(/,
    where: (file) => isProduct(file) && !/\/(main|run|bench)\.ts$|^lib\/engine\/(programs|sim)\//.test(file),
    instead: 'write to the messages log',
  },
  {
    text: 'fetch(',
    pattern: /(?<![.\w])fetch\(/,
    where: (file) => isProduct(file) && !within('lib/query')(file),
    instead: 'use lib/query',
  },
  { text: 'FIXME', pattern: /\b(FIXME|XXX)\b/, where: () => true, instead: 'mend it' },
  { text: '.only(', pattern: /\b(test|it|describe)\.only\(/, where: () => true, instead: 'run the file by name' },
  {
    text: 'JSON.parse(…) as',
    pattern: /JSON\.parse\(.*\)\)? as\b|:\s*(?!unknown\b)[\w<>[\]]+ = JSON\.parse\(/,
    where: (file) => within('lib/engine')(file) && !isTest(file),
    instead: 'parse it with a schema',
  },
  {
    text: 'a number that is of a kind',
    pattern: /\b(fileCount|epoch|job|sequence|configurationVersion|expectedVersion)\??: number\b/,
    where: (file) => within('lib/engine')(file) && !isTest(file) && !within('lib/engine/sim', 'lib/engine/lab')(file),
    instead: 'say which: FileCount, Epoch, JobNumber, Sequence, ConfigurationVersion',
  },
  {
    text: 'a position by hand',
    pattern: /fileCount: (number|FileCount); (readonly )?offset: (number|JournalOffset) [}]|\{ fileCount: z\.int/,
    where: (file) => within('lib/engine')(file) && !isTest(file) && file !== 'lib/engine/journal/position.ts',
    instead: 'JournalPosition, positionSchema',
  },
  {
    text: 'a query by hand',
    pattern: /\bquery: '[a-z-]+', input: /,
    where: (file) => within('app', 'components', 'lib/query')(file) && !isTest(file),
    instead: 'use watch() or labWatch of the contract, which know the names of queries',
  },
  { text: 'enum', pattern: /^\s*(export\s+)?(const\s+)?enum\s/m, where: () => true, instead: 'a union of strings' },
];

/**
 * Two pages say how long processes wait for one another, `lib/machine/waits.ts` and `lib/engine/mirror/timing.ts`. Apart from them: a file
 * format, a unit, the laboratory and the simulator, and the ports, whose waits are the operating system's.
 */
const waitsForNobody = within(
  'lib/engine/mirror/timing.ts',
  'lib/engine/database/compare.ts',
  ...['sim', 'lab', 'programs', 'ports', 'pki', 'samples', 'dejournal/bench.ts'].map((room) => `lib/engine/${room}`),
);

test('how long is waited is said on two pages', () => {
  const found = shipped
    .filter(({ file }) => within('lib/engine', 'lib/portal', 'lib/query')(file) && !waitsForNobody(file))
    .flatMap(({ file, text }) =>
      text.split('\n').flatMap((line) => {
        const named = /^(?:export )?const (?!DAY_MS)(\w+_MS(?:_M(?:IN|AX))?)\b[^=]* = (?!.*_MS\b).*\d/.exec(line)?.[1];
        const bare = /\b\w+Ms: [\d_]{2,}\b|\b(?:after|every|pause|setTimeout|setInterval)\(.*[ (][\d_]{2,}\)/.exec(line)?.[0];
        return !isComment(line) && (named ?? bare) ? [`${file}: ${named ?? bare}`] : [];
      }),
    );
  expect(found).toEqual([]);
});

/** What is red once must be red again. Only the simulator's own test names the function, to see it refused. */
test('no unit test draws by chance, and properties are tried with one seed', () => {
  const drawing = sources.filter(
    ({ file, text }) =>
      isTest(file) &&
      !within('e2e', 'lib/engine/sim/shipped.test.ts')(file) &&
      /\b(Math\.random|randomInt|randomBytes|getRandomValues)\(/.test(text),
  );
  expect(drawing.map(({ file }) => file)).toEqual([]);
  expect(fc.readConfigureGlobal()?.seed).toEqual(expect.any(Number));
});

/** How long is waited for a state, how often it is looked at, and how long a silence lasts, have names. */
test('no test waits for a bare number of milliseconds', () => {
  const sleeps = sources
    .filter(({ file }) => isTest(file) || within('e2e')(file))
    .flatMap(({ file, text }) =>
      text.split('\n').flatMap((line, index) => {
        const isBare = /new Promise.*setTimeout\(\w+, [\d_]+\)/.test(line) || /\{ (timeout|intervals?): \[?[1-9].*\}\)+(\.|;$)/.test(line);
        return isBare ? [`${file}:${index + 1}: ${line.trim()}`] : [];
      }),
    );
  expect(sleeps).toEqual([]);
});

/**
 * What fails while something else is waited for is an error outside every test. That nothing is left unawaited at all is held by the
 * linter; with `void` it would let everything pass.
 */
test('whatever a test on processes begins is waited for, and may fail before that', () => {
  const loose = sources
    .filter(({ file }) => within('e2e')(file))
    .flatMap(({ file, text }) => looseIn(text).map((what) => `${file}: ${what}`));
  expect(loose).toEqual([]);
});

test('a promise that is waited for behind another one, or by nobody, is seen', () => {
  expect(looseIn('const work = write();\nawait other();\nawait work;')).toEqual(['work']);
  expect(looseIn('const work = (async () => {\n  await write();\n})();\nawait other();\nexpect(await work).toBe(1);')).toEqual(['work']);
  expect(looseIn('  void read(socket).then(say);')).toEqual(['void read(socket).then(say);']);
  expect(looseIn("const ended = once(child, 'exit');\nchild.kill();\nawait ended;")).toEqual([]);
  expect(looseIn('const work = begun(write());\nawait other();\nawait work;')).toEqual([]);
  expect(looseIn('const work = write()\n  .catch(() => null);\nawait other();\nawait work;')).toEqual([]);
});

function looseIn(text: string): string[] {
  const unheard = text.split('\n').flatMap((line) => (/^\s*void \w|=> void \w+[.(]/.test(line) && !isComment(line) ? [line.trim()] : []));
  const begun = [...text.matchAll(/^( *)const (\w+)(?:: [^=]+)? = (?!await |begun\(|new Promise(?:<\w+>)?\(\(\w+\))/gm)];
  const late = begun.flatMap(({ index, 1: indent = '', 2: name = '' }) => {
    const end = new RegExp(`;\\n(?!${indent}[ .)}])`).exec(text.slice(index))?.index ?? 0;
    const [beginning, after] = [text.slice(index, index + end), text.slice(index + end)];
    const rest = indent === '' ? after : after.slice(0, new RegExp(`\\n {0,${indent.length - 1}}\\S`).exec(after)?.index);
    const waited = new RegExp(`await ${name}[;)]`).exec(rest);
    const isFunction = /^[^=\n]*= (?:async )?\((?!async\b|\()/.test(beginning);
    return waited && !isFunction && !beginning.includes('.catch(') && /\bawait\b/.test(rest.slice(0, waited.index)) ? [name] : [];
  });
  return [...unheard, ...late];
}

describe('banned texts', () => {
  test.each(banned)('$text: $instead', ({ pattern, where }) => {
    const found = sources
      .filter(({ file }) => where(file) && !(isTest(file) && isPure(file)))
      .flatMap(({ file, text }) =>
        text.split('\n').flatMap((line, index) => (pattern.test(line) && !isComment(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
      );
    expect(found).toEqual([]);
  });
});

const isComment = (line: string) => /^\s*(\/\/|\*|\/\*)/.test(line);

/** A rule that nobody has seen broken may be one that is not looked at. */
test('each invariant is broken on purpose in a test', () => {
  const sentences = shipped
    .filter(({ file }) => within('lib/engine')(file))
    .flatMap(({ file, text }) =>
      [...text.matchAll(/(?<!function )\bassert\((?:(?!\bassert\()[\s\S])*?,\s+'([^']+)'/g)].map((match) => ({
        file,
        sentence: match[1] ?? '',
      })),
    );
  const tests = sources
    .filter(({ file }) => isTest(file))
    .map(({ text }) => text)
    .join('\n');
  expect(sentences.length).toBeGreaterThan(100);
  expect(sentences.filter(({ sentence }) => !tests.includes(sentence))).toEqual([]);
  expect(
    shipped
      .filter(({ text }) => /(?<!function )\bassert\(/.test(text))
      .flatMap(({ text }) => [...text.matchAll(/(?<!function )\bassert\(/g)]).length,
  ).toBe(sentences.length);
});

/** The simulator's actors are called what they stand for. */
test('two exported types of the engine have two names', () => {
  const places = new Map<string, string[]>();
  for (const { file, text } of shipped.filter((source) => within('lib/engine')(source.file) && !within('lib/engine/sim')(source.file)))
    for (const [, name = ''] of text.matchAll(/^export (?:abstract )?(?:interface|type|class) (\w+)/gm))
      places.set(name, [...(places.get(name) ?? []), file]);
  expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
});

test('no grab-bag files', () => {
  expect(shipped.map(({ file }) => file).filter((file) => /(^|\/)(utils?|helpers?|types|index)\.tsx?$/.test(file))).toEqual([]);
});

test('a file of the engine is called by what it is, not a service or manager', () => {
  expect(shipped.map(({ file }) => file).filter((file) => within('lib/engine')(file) && /-(service|manager|base)\.ts$/.test(file))).toEqual(
    [],
  );
});

test('files have kebab-case names', () => {
  expect(sources.map(({ file }) => file).filter((file) => !/^[a-z0-9.-]+$/.test(path.posix.basename(file)))).toEqual([]);
});

const sizes: { kind: string; of: (file: string) => boolean; linesMax: number }[] = [
  { kind: 'route handler', of: (file) => /^app\/.*\/route\.ts$/.test(file), linesMax: 40 },
  { kind: 'query file', of: within('lib/query'), linesMax: 120 },
  { kind: 'component', of: (file) => within('components')(file) && !isWords(file), linesMax: 200 },
  { kind: 'portal module', of: within('lib/portal'), linesMax: 300 },
  { kind: 'engine file', of: within('lib/engine'), linesMax: 450 },
];

test('no file is larger than its kind may be', () => {
  const large = shipped.flatMap(({ file, text }) => {
    const lines = text.split('\n').length - 1;
    const size = sizes.find(({ of }) => of(file));
    return size && lines > size.linesMax ? [`${file}: ${lines} lines`] : [];
  });
  expect(large).toEqual([]);
});

/** The formatter, which `check` asks, holds the code to this width; it breaks no comment. */
test('no comment is wider than 140 columns', () => {
  const wide = sources.flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, index) => {
      const isWide = isComment(line) && line.length > 140 && !line.includes('biome-ignore');
      return isWide ? [`${file}:${index + 1}: ${line.length} columns`] : [];
    }),
  );
  expect(wide).toEqual([]);
});

test('nothing runs at installation: neither scripts of packages, whatever version npm has, nor ours', () => {
  expect(fs.readFileSync(path.join(ROOT, '.npmrc'), 'utf8').split('\n')).toContain('ignore-scripts=true');
  const { scripts } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  expect(Object.keys(scripts).filter((name) => /^(pre|post)|^(install|prepare)$/.test(name))).toEqual([]);
});
