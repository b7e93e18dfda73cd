/**
 * The product under test: everything that `npm start` starts, on a data folder of its own and a free port. Workers beside each other have
 * nothing in common but the machine.
 * `test` has one product per worker, with the mirror APRIL set up; each errand leaves it healthy for the next.
 * `testOnFreshLab` starts one for each test: on an untouched lab, or with `setUp` on the mirror of the notes; `testOnOneFreshLab` one for
 * all tests of a file that go on where the one before has ended.
 */
import fs from 'node:fs';
import { type Page, test as playwright } from '@playwright/test';
import { setUpApril } from './april.ts';
import { READY_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { knownBrowser, type Product, startProduct } from './product.ts';
import { ReadyMirrors } from './ready-mirrors.ts';
import { startBackup, stopBackup } from './roles.ts';
import { runFolder } from './run-folder.ts';

type SetUp = 'untouched' | 'april' | 'april-with-asyncs';

/** The labs of this run (`playwright.config.ts` names its folder), at the place of this worker. */
const readyMirrors = new ReadyMirrors(runFolder(), Number(process.env.TEST_PARALLEL_INDEX));

/** At the place of this worker. The mirror, if it has one, is healthy, with servera as primary. */
async function startReady(setUp: SetUp): Promise<Product> {
  const dataDirectory = readyMirrors.place;
  if (setUp === 'untouched') fs.rmSync(dataDirectory, { recursive: true, force: true });
  else await readyMirrors.lay(setUp, () => makeReady(dataDirectory, setUp));
  const product = await startProduct({ dataDirectory });
  if (setUp !== 'untouched') await startBackup(engineDoorOf(product), { withAsyncs: setUp === 'april-with-asyncs' });
  return product;
}

/** The backup is stopped first: so it is servera that is primary at the next start, not whoever was the last to stop. */
async function makeReady(dataDirectory: string, setUp: SetUp): Promise<void> {
  const product = await startProduct({ dataDirectory });
  await setUpApril(product, { withAsyncs: setUp === 'april-with-asyncs' });
  await stopBackup(engineDoorOf(product));
  await product.stop();
}

const base = playwright.extend<{ newWindow: () => Promise<Page> }>({
  /**
   * A window beside that of `page`, of the same person and language. A tab of the same window would put `page` into the background, where
   * the browser draws once a second: each click waits two seconds for the drawing to be still.
   */
  newWindow: async ({ browser }, use) => {
    const opened: Page[] = [];
    await use(async () => {
      const page = await browser.newPage();
      opened.push(page);
      return page;
    });
    await Promise.all(opened.map((page) => page.context().close()));
  },
});

/** One product per worker, with the mirror APRIL set up. */
export const test = base.extend<object, { product: Product }>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed.
    async ({}, use) => {
      const product = await startReady('april');
      try {
        await use(product);
      } finally {
        await product.stop();
      }
    },
    { scope: 'worker', timeout: READY_DEADLINE_MS },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  storageState: async ({ product }, use) => use(knownBrowser(product)),
});

/** A product for each test, on a lab that is as `setUp` says. */
export const testOnFreshLab = base.extend<{ setUp: SetUp; product: Product }>({
  setUp: ['untouched', { option: true }],
  product: [
    async ({ setUp }, use) => {
      const product = await startReady(setUp);
      await use(product);
      await product.stop();
    },
    { timeout: READY_DEADLINE_MS },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  storageState: async ({ product }, use) => use(knownBrowser(product)),
});

/** One product, on an untouched lab, for all tests of a file that go on where the one before has ended. */
export const testOnOneFreshLab = base.extend<object, { product: Product }>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed.
    async ({}, use) => {
      const product = await startReady('untouched');
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: READY_DEADLINE_MS },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  storageState: async ({ product }, use) => use(knownBrowser(product)),
});
export { expect } from '@playwright/test';
