import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';

const { code: OUTPUT } = transformSync(readFileSync(`${import.meta.dirname}/output.ts`, 'utf8'), { loader: 'ts' });
/** Prints often, and ends in order once it has printed for a while. */
const PRINTS = `
  setInterval(() => process.stderr.write('a line\\n'), 5);
  setTimeout(() => process.exit(0), 300);
`;

async function endOf(program: string): Promise<number | null> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.destroy();
  const [code] = await once(child, 'exit');
  return code;
}

test('a process whose output nobody takes goes on, which without the precaution would end', async () => {
  expect(await endOf(`${OUTPUT}\noutliveOutput();\n${PRINTS}`)).toBe(0);
  expect(await endOf(PRINTS)).toBe(1);
});
