/** The watch that other tests rely on: it sees two primaries, and takes no takeover for them. */
import { expect, test } from 'vitest';
import { type MemberHost, until } from './april-lab.ts';
import { watchForTwoPrimaries } from './two-primaries.ts';

const SOON_MS = 10_000;

/** Members that answer what `roleOf` says at the moment of each question; watched until both have been asked for some rounds. */
async function watched(roleOf: (host: MemberHost, question: number) => string | null): Promise<number> {
  let questions = 0;
  const monitor = async (host: MemberHost) => {
    const role = roleOf(host, questions++);
    if (role === null) throw new Error('down');
    return { role };
  };
  const watch = watchForTwoPrimaries({ monitor });
  await until('some rounds', SOON_MS, async () => questions > 12);
  return (await watch.stop()).length;
}

test('two that both are primary are found', async () => {
  expect(await watched(() => 'primary')).toBeGreaterThan(0);
});

test('one that answered and died, and one that has taken over since, are not', async () => {
  expect(await watched((host, question) => (host === 'serverb' ? 'primary' : question === 0 ? 'primary' : null))).toBe(0);
  expect(await watched((host) => (host === 'serverb' ? 'primary' : 'backup'))).toBe(0);
});
