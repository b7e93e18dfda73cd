/**
 * The filter classes of an instance as files: `mgr/filters/ZName.js`. A file is whole or not there: it is written under another name,
 * synced and renamed.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { FILTER_CODE_LENGTH_MAX, FILTER_NAME_LENGTH_MAX } from '../../contract/dejournal-filter.ts';
import { replaceDurably, syncDirectory } from '../ports/durable-file.ts';
import { readOrdinary } from '../ports/ordinary-file.ts';

const NAME = /^[Zz][A-Za-z0-9]*$/;
const EXTENSION = '.js';
/** A character takes three bytes at most. */
const BYTES_MAX = 3 * FILTER_CODE_LENGTH_MAX;

/** Z or z, then letters and digits: a name of a class, and of a file. */
export const isFilterName = (name: string): boolean => name.length <= FILTER_NAME_LENGTH_MAX && NAME.test(name);

export class FilterFiles {
  readonly directory: string;

  constructor(instanceDirectory: string) {
    this.directory = path.join(instanceDirectory, 'mgr', 'filters');
  }

  /** By name. What is no ordinary file, or longer than a class may be, is none. */
  async list(): Promise<{ name: string; code: string }[]> {
    const files = await readdir(this.directory).catch((): string[] => []);
    const names = files.filter((file) => file.endsWith(EXTENSION)).map((file) => file.slice(0, -EXTENSION.length));
    const found = await Promise.all(
      names
        .filter(isFilterName)
        .sort()
        .map(async (name) => ({ name, code: await this.read(name) })),
    );
    return found.flatMap(({ name, code }) => (code === null ? [] : [{ name, code }]));
  }

  /** Null when there is none. */
  async read(name: string): Promise<string | null> {
    if (!isFilterName(name)) return null;
    const bytes = await readOrdinary(this.#pathOf(name), BYTES_MAX);
    return bytes.ok ? bytes.value.toString('utf8') : null;
  }

  /** On the disk when this resolves. */
  async write(name: string, code: string): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    // Something else that has the name, a link to another file, is not written into.
    await rm(`${this.#pathOf(name)}.new`, { force: true });
    await replaceDurably(this.#pathOf(name), code);
  }

  async remove(name: string): Promise<void> {
    await rm(this.#pathOf(name), { force: true });
    await syncDirectory(this.directory);
  }

  #pathOf(name: string): string {
    return path.join(this.directory, `${name}${EXTENSION}`);
  }
}
