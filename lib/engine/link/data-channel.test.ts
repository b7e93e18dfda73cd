import { expect, test } from 'vitest';
import { fromBackupSchema, fromPrimarySchema } from './data-channel.ts';

test.each([
  [fromPrimarySchema, { kind: 'cannot-serve', reason: 'missing', fileCount: 3, name: 'MIRROR-APRIL-20261129.003', offset: 0, detail: '' }],
  [
    fromPrimarySchema,
    {
      kind: 'history',
      epoch: 2,
      process: 'p',
      files: [{ fileCount: 4, guid: 'G4', start: 8192, end: 9000, name: 'F4', previous: { guid: 'G3', name: 'F3', end: 8500 } }],
    },
  ],
  [fromBackupSchema, { kind: 'cannot-receive', reason: 'disk', detail: 'ENOSPC' }],
  [fromBackupSchema, { kind: 'lacks-file', fileCount: 3, name: 'MIRROR-APRIL-20261129.003' }],
])('why a transfer stands still passes the data channel whole: %#', (schema, message) => {
  expect(schema.parse(message)).toEqual(message);
});
