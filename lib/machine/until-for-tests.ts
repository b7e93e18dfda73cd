/**
 * The wait of unit tests: for a state, never for a time. One deadline for all: many times what any of these states takes, so that a busy
 * machine is no fault, and below the time that a test has (`vitest.config.ts`), so that a failure names what did not come.
 */
const DEADLINE_MS = 20_000;
const LOOK_AGAIN_MS = 5;

/** The same patience for `expect.poll`. */
export const SOON = { timeout: DEADLINE_MS, interval: LOOK_AGAIN_MS };

/** Resolves when `look` answers true. `told`: what a failure shows beside `what`. */
export async function until(what: string, look: () => boolean | Promise<boolean>, told: () => string = () => ''): Promise<void> {
  for (
    const deadline = performance.now() + DEADLINE_MS;
    !(await look());
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  )
    if (performance.now() > deadline) throw new Error(`did not come within ${DEADLINE_MS} ms: ${what}\n${told()}`);
}
