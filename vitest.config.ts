import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Real processes start, are killed and start again: minutes, not seconds. Each wait inside has its own, shorter deadline. */
const PROCESS_TEST_TIMEOUT_MS = 300_000;
/** Each file on processes has a lab of its own: data folder, sockets, network. A lab waits more than half of its time. */
const LABS_AT_ONCE = Math.min(5, os.availableParallelism() + 1);
/** Every core, the runner's own as well: it only waits. Left to itself it keeps one free, which is half of a machine of two. */
const FILES_AT_ONCE = os.availableParallelism();
/*
 * All files but those of `alone` share the modules that they import with the others of their worker: a process for each file, which read
 * all modules anew, took longer than most tests. Those that replace a module (vi.mock) are alone: the next file would get it as well.
 */
const testsBelow = (folders: readonly string[]) =>
  folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
      .filter((name) => /\.test\.tsx?$/.test(name)),
  );
const isComponent = (name: string) => name.startsWith('components/') || name.endsWith('.tsx');
const replacesModules = (name: string) => /^vi\.mock\(/m.test(fs.readFileSync(path.join(import.meta.dirname, name), 'utf8'));
const COMPONENTS = testsBelow(['components', 'app', 'lib']).filter(isComponent);
const UNITS = testsBelow(['lib', 'app', 'scripts']).filter((name) => !isComponent(name));
const together = (names: readonly string[]) => ({ isolate: false, include: names.filter((name) => !replacesModules(name)) });
const alone = (names: readonly string[]) => ({ include: names.filter(replacesModules) });
const EACH_RUN_ALIKE = 'scripts/one-seed.mjs';
const computed = {
  environment: 'node',
  pool: 'forks' as const,
  setupFiles: [EACH_RUN_ALIKE],
  maxWorkers: FILES_AT_ONCE,
  testTimeout: 30_000,
};
const drawn = {
  environment: 'happy-dom',
  setupFiles: [EACH_RUN_ALIKE, 'components/portal/test-words.ts', 'components/ui/nothing-announced.ts'],
  maxWorkers: FILES_AT_ONCE,
  testTimeout: 15_000,
};
/** These take long; begun last, one of them would run alone at the end. The rest begins by size, which tells nothing of these. */
const LONGEST_FIRST = ['chaos/chaos', 'outages', 'identity', 'promotion-without-primary', 'operator', 'backup', 'several-mirrors', 'async']
  .map((name) => `e2e/engine/${name}`)
  .concat(['exits', 'shipped', 'simulation', 'differential', 'mutants'].map((name) => `lib/engine/sim/${name}`))
  .map((name) => path.join(import.meta.dirname, `${name}.test.ts`));

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => LONGEST_FIRST.indexOf(moduleId) + 1 || LONGEST_FIRST.length + 1;
    return (await super.sort(files)).sort((one, other) => rankOf(one) - rankOf(other));
  }
}

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { ...computed, name: 'unit', ...together(UNITS) } },
      { extends: true, test: { ...computed, name: 'unit-alone', ...alone(UNITS) } },
      { extends: true, plugins: [react()], test: { ...drawn, name: 'components', ...together(COMPONENTS) } },
      { extends: true, plugins: [react()], test: { ...drawn, name: 'components-alone', ...alone(COMPONENTS) } },
      {
        extends: true,
        test: {
          name: 'processes',
          environment: 'node',
          pool: 'forks',
          include: ['e2e/engine/**/*.test.ts'],
          globalSetup: ['scripts/processes-setup.mjs'],
          maxWorkers: LABS_AT_ONCE,
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: PROCESS_TEST_TIMEOUT_MS,
          hookTimeout: PROCESS_TEST_TIMEOUT_MS,
        },
      },
    ],
  },
});
