import { afterEach, expect, test, vi } from 'vitest';

/** As each process of the run reads it: the one that begins it, and its workers, which get its environment. */
async function readConfig() {
  vi.resetModules();
  const { default: config } = await import('../playwright.config.ts');
  const { runFolder } = await import('../e2e/portal/run-folder.ts');
  return { results: config.outputDir, labs: runFolder() };
}

afterEach(() => vi.unstubAllEnvs());

test('two runs in one checkout share no folder, and all processes of one run have the same', async () => {
  vi.stubEnv('MIRROR_PORTAL_TEST_RUN', undefined);
  const one = await readConfig();
  expect(await readConfig()).toEqual(one);
  vi.stubEnv('MIRROR_PORTAL_TEST_RUN', 'another');
  const other = await readConfig();
  expect([other.results, other.labs]).not.toContain(one.results);
  expect(other.labs).not.toBe(one.labs);
});
