import { afterEach, expect, test, vi } from 'vitest';

/** As each process of the run reads it: the one that begins it, and its workers, which get its environment. */
async function readFolder() {
  vi.resetModules();
  const { default: config } = await import('../playwright.config.ts');
  return config.outputDir;
}

afterEach(() => vi.unstubAllEnvs());

test('two runs in one checkout share no folder, and all processes of one run have the same', async () => {
  vi.stubEnv('MIRROR_PORTAL_TEST_RUN', undefined);
  const one = await readFolder();
  expect(await readFolder()).toBe(one);
  vi.stubEnv('MIRROR_PORTAL_TEST_RUN', 'another');
  expect(await readFolder()).not.toBe(one);
});
