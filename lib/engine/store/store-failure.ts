/**
 * One sentence for whatever a store says when it fails. The database layer answers with an excerpt of the source code that called it, over
 * many lines: nothing for a log, and the reason stands last.
 */
import { Prisma } from '../../generated/prisma/client.ts';

const REASON_LENGTH_MAX = 200;
const databaseErrors = [
  Prisma.PrismaClientKnownRequestError,
  Prisma.PrismaClientUnknownRequestError,
  Prisma.PrismaClientInitializationError,
];

/** `config.db` did not do what it was asked. The message is one line, with what the database said. */
export class StoreFailure extends Error {
  constructor(cause: Error) {
    super(`config.db: ${reasonIn(cause.message)}`, { cause });
    this.name = 'StoreFailure';
  }
}

function reasonIn(text: string): string {
  const said = text.match(/SQLITE_[A-Z_]+: [^\n`]+/)?.[0] ?? text.split('\n').findLast((line) => line.trim() !== '') ?? '';
  return said.trim().slice(0, REASON_LENGTH_MAX);
}

/** The same store; where the database fails its methods reject with a `StoreFailure`. Any other error stays what it is. */
export function withPlainFailures<T extends object>(store: T): T {
  return new Proxy(store, {
    get(target, key) {
      const part: unknown = Reflect.get(target, key, target);
      if (typeof part !== 'function') return part;
      return (...given: unknown[]) => {
        const result: unknown = Reflect.apply(part, target, given);
        return result instanceof Promise ? result.catch(throwPlainly) : result;
      };
    },
  });
}

export function throwPlainly(error: unknown): never {
  throw error instanceof Error && databaseErrors.some((kind) => error instanceof kind) ? new StoreFailure(error) : error;
}
