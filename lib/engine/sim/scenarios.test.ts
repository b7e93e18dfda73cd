import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { play } from './scenario.ts';

const FOLDER = path.join(import.meta.dirname, 'scenarios');

test.each(readdirSync(FOLDER).filter((file) => file.endsWith('.txt')))(
  '%s says what it said when it was written (npm run sim:scenarios -- --write)',
  (name) => {
    const transcript = readFileSync(path.join(FOLDER, name), 'utf8');
    expect(play(transcript)).toBe(transcript);
  },
);
