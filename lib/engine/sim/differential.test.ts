/**
 * The transcripts, played twice: by the loops that were written for the simulator, and by those that ship. Both answer each command with
 * the same, and say the same; a moment earlier or later, since the ones wait for their disks where the others do not.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { play, playShipped } from './scenario.ts';

const FOLDER = path.join(import.meta.dirname, 'scenarios');
const ARBITER = 'c';
/**
 * That the link is lost and that it is no longer counted on reach a backup on two ways: what comes first is what it tells. And a member
 * that may lead at once has led before the arbiter answers, or after.
 */
const TOLD_EITHER_WAY = new Set(['1 Lost the connection to the primary while being the active backup', '0 Connected to the arbiter']);

/** What each command was answered, and what each member ever said. The arbiter says what it hears, be it told once more. */
function parts(transcript: string): { answers: string[]; said: Record<string, string[]> } {
  const answers: string[] = [];
  const said = new Map<string, Set<string>>();
  for (const line of transcript.split('\n')) {
    const [, who, text] = /^ +\+[\d.]+ (\S+) +(.*)$/.exec(line) ?? [];
    if (who === undefined || text === undefined) answers.push(line);
    else if (who !== ARBITER && !TOLD_EITHER_WAY.has(text)) said.set(who, (said.get(who) ?? new Set()).add(text));
  }
  return { answers, said: Object.fromEntries([...said].map(([who, texts]) => [who, [...texts].sort()])) };
}

test.each(readdirSync(FOLDER).filter((file) => file.endsWith('.txt')))('%s: both loops decide the same', async (name) => {
  const transcript = readFileSync(path.join(FOLDER, name), 'utf8');
  expect(parts(await playShipped(transcript))).toEqual(parts(play(transcript)));
});
