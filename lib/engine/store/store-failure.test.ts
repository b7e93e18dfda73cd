import { expect, test } from 'vitest';
import { Prisma } from '../../generated/prisma/client.ts';
import { StoreFailure, withPlainFailures } from './store-failure.ts';

const EXCERPT =
  '\nInvalid `this.#client.event.create()` invocation in\n/home/iris/lib/engine/store/config-store.ts:283:33\n\n  282 async addEvent({ story, ...event }: StoredEvent): Promise<void> {\n→ 283   await this.#client.event.create(\n';
const failing = (error: unknown) => withPlainFailures({ work: (): Promise<void> => Promise.reject(error) });

test.each([
  ['SQLITE_IOERR: disk I/O error', 'SQLITE_IOERR: disk I/O error'],
  [
    'Database error. Code: `8`. Message: `SQLITE_READONLY: attempt to write a readonly database`',
    'SQLITE_READONLY: attempt to write a readonly database',
  ],
  [
    'An operation failed because it depends on one or more records that were required but not found. No record was found for an update.',
    'An operation failed because it depends on one or more records that were required but not found. No record was found for an update.',
  ],
])('of what the database says only the reason is left: %s', async (said, reason) => {
  const error = new Prisma.PrismaClientKnownRequestError(`${EXCERPT}${said}`, { code: 'P2039', clientVersion: '0' });
  const failure = await failing(error)
    .work()
    .catch((caught: unknown) => caught);
  expect(failure).toBeInstanceOf(StoreFailure);
  expect(failure).toMatchObject({ message: `config.db: ${reason}`, cause: error });
});

test('another error stays what it is, and so does what is no method', async () => {
  const error = new Error('a damaged document\nover two lines');
  await expect(failing(error).work()).rejects.toBe(error);
  expect(withPlainFailures({ kept: 1, answer: () => 2 })).toMatchObject({ kept: 1 });
  expect(withPlainFailures({ answer: () => 2 }).answer()).toBe(2);
});
