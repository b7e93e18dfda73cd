/** What `npm run sim` and its sisters are told. What they do not understand they refuse: a run of no seed would look like a good one. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type MixtureName, mixtures } from './draw-temper.ts';

export type RunOptions = {
  readonly drivers: 'shipped' | 'simulated';
  readonly mixture: MixtureName | null;
} & (
  | { readonly kind: 'one'; readonly seed: number; readonly asPicture: boolean }
  | { readonly kind: 'many'; readonly first: number; readonly last: number; readonly jobs: number | null }
  | { readonly kind: 'soak' }
);

const USAGE = 'usage: npm run sim -- [--shipped] [--mixture NAME] (--seed N [--picture] | --seeds A..B [--jobs N] | --soak)';
/** Those that the unit suite runs as well. */
const SEEDS = '1..500';

/** Throws a sentence for the person who typed it. */
export function readRunOptions(args: readonly string[]): RunOptions {
  const values = strictly(args, {
    shipped: { type: 'boolean', default: false },
    mixture: { type: 'string' },
    seed: { type: 'string' },
    picture: { type: 'boolean', default: false },
    seeds: { type: 'string' },
    jobs: { type: 'string' },
    soak: { type: 'boolean', default: false },
  });
  const ways = [values.seed !== undefined, values.seeds !== undefined, values.soak].filter(Boolean).length;
  const isOfAnother =
    (values.picture && values.seed === undefined) || (values.jobs !== undefined && (values.seed !== undefined || values.soak));
  if (ways > 1 || isOfAnother) throw new Error(USAGE);
  const shared = { drivers: values.shipped ? 'shipped' : 'simulated', mixture: mixtureOf(values.mixture) } as const;
  if (values.soak) return { ...shared, kind: 'soak' };
  if (values.seed !== undefined) return { ...shared, kind: 'one', seed: wholeNumber('--seed', values.seed), asPicture: values.picture };
  const [first, last, ...more] = (values.seeds ?? SEEDS).split('..').map((text) => wholeNumber('--seeds', text));
  if (first === undefined || last === undefined || more.length > 0 || last < first)
    throw new Error(`--seeds A..B, with A not above B\n${USAGE}`);
  const jobs = values.jobs === undefined ? null : wholeNumber('--jobs', values.jobs);
  if (jobs === 0) throw new Error(`--jobs: at least one\n${USAGE}`);
  return { ...shared, kind: 'many', first, last, jobs };
}

/** As `parseArgs`, without what it adds for programmers. */
export function strictly<Options extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: Options) {
  return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
}

/** Ends the program with 2 and the sentence when `read` throws one. */
export function orEnd<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

function mixtureOf(name: string | undefined): MixtureName | null {
  if (name === undefined) return null;
  if (!isMixture(name)) throw new Error(`there is no mixture ${name}: ${Object.keys(mixtures).join(', ')}`);
  return name;
}
const isMixture = (name: string): name is MixtureName => Object.hasOwn(mixtures, name);

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`${option}: ${text === '' ? 'nothing' : text} is no whole number\n${USAGE}`);
  return Number(text);
}
