/**
 * With what Node runs the lab and its hosts' programs.
 *
 * WebAssembly is compiled once and quickly, not again for speed: what they have of it plans each database query once, and the second
 * compiling took as much time as the rest of an instance's start. Code that computes in WebAssembly has processes of its own, which do not
 * inherit this (`confined-process.ts`).
 */
export const NODE_OPTIONS: readonly string[] = ['--enable-source-maps', '--liftoff-only'];
