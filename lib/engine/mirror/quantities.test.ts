/** Read by the type checker: where two kinds could be swapped it must complain. */
import { expect, test } from 'vitest';
import type { KeptHistory } from '../journaling/mirror-journal.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { JobNumber } from '../journal/record.ts';
import type { Sequence } from '../journal/journal-sink.ts';
import type { Roll } from './roll.ts';
import type { Durable } from './durable.ts';
import type { MirrorConfig } from '../../contract/mirror-config.ts';

test('what has a kind is a number, and is not taken for another kind', () => {
  const epoch: Epoch = 7;
  const next: Epoch = epoch + 1;
  const version: MirrorConfig['version'] = 3;
  const roll: Pick<Roll, 'version'> = { version };
  // @ts-expect-error a version is no term
  const durable: Pick<Durable, 'epoch'> = { epoch: version };
  // @ts-expect-error a term is no version
  const swapped: Pick<Roll, 'version'> = { version: epoch };
  const at: JournalPosition = { fileCount: 2, offset: 8192 };
  // @ts-expect-error an offset is no number of a file
  const turned: JournalPosition = { fileCount: at.offset, offset: at.fileCount };
  const headerOf: (...asked: Parameters<KeptHistory['header']>) => number = (fileCount) => fileCount;
  // @ts-expect-error nor where a port asks for one
  expect(headerOf(at.offset)).toBe(8192);
  const sequence: Sequence = 5;
  // @ts-expect-error a sequence is no job
  const job: JobNumber = sequence;
  expect([next, roll.version, durable.epoch, swapped.version, turned.offset, job]).toEqual([8, 3, 3, 7, 2, 5]);
});
