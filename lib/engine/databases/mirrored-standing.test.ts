import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MirrorConfig } from '../../contract/mirror-config.ts';
import { DATABASE_FILE_NAME, DatabaseFile } from '../database/database-file.ts';
import type { NewMirrorAttribute } from '../database/database-metadata.ts';
import { isAtHome, type DatabaseStanding, standingOf } from './mirrored-standing.ts';

const belonging = { mirrorGuid: 'APRIL', memberGuid: 'A' };
const root = mkdtempSync(join(tmpdir(), 'standing-'));
let opened: DatabaseFile[];
beforeEach(() => {
  mkdirSync(root, { recursive: true });
  opened = [];
});
afterEach(async () => {
  for (const file of opened) await file.close();
  rmSync(root, { recursive: true });
});

const inFolder = (folder: string) => join(root, folder);
const attribute = (part: Partial<NewMirrorAttribute> = {}): NewMirrorAttribute => ({
  mirrorGuid: 'APRIL',
  mirrorName: 'APRIL',
  mirrorDatabaseName: 'DATA',
  createdAsMirrored: true,
  activated: true,
  databaseGuid: 'D1',
  home: { memberGuid: 'A', directory: inFolder('data') },
  ...part,
});
async function make(mirror: NewMirrorAttribute | null): Promise<DatabaseFile> {
  const created = await DatabaseFile.create(inFolder('data'), mirror);
  if (!created.ok) throw new Error(created.refusal.code);
  opened.push(created.value);
  return created.value;
}
const listing = (...databases: { name: string; guid: string }[]) => ({ databases }) as unknown as MirrorConfig;
const listed = listing({ name: 'DATA', guid: 'D1' });
const standing = (file: DatabaseFile, options: Partial<Parameters<typeof standingOf>[1]> = {}) =>
  standingOf(file, { belonging, databaseGuid: 'D1', config: listed, state: 'following', ...options });

test.each<{ what: string; mirror: NewMirrorAttribute | null; options?: Partial<Parameters<typeof standingOf>[1]>; is: DatabaseStanding }>([
  { what: 'not mirrored', mirror: null, is: 'ordinary' },
  { what: 'activated here', mirror: attribute(), is: 'linked' },
  { what: 'activated here, paused', mirror: attribute(), options: { state: 'paused' }, is: 'paused' },
  { what: 'activated here, just mounted', mirror: attribute(), options: { state: 'behind' }, is: 'needs-catchup' },
  { what: 'just activated', mirror: attribute({ needsCatchUp: true }), is: 'needs-catchup' },
  { what: 'made for a download', mirror: attribute({ needsCatchUp: true, download: 'copy' }), is: 'needs-download' },
  {
    what: 'made for a download, and copied to here',
    mirror: attribute({ needsCatchUp: true, download: 'copy', home: { memberGuid: 'B', directory: '/x' } }),
    is: 'needs-activation',
  },
  {
    what: 'downloaded, without the journal since',
    mirror: attribute({ needsCatchUp: true, download: 'journal' }),
    options: { state: 'behind' },
    is: 'needs-catchup',
  },
  { what: 'downloaded long ago', mirror: attribute({ download: 'copy' }), is: 'linked' },
  { what: 'never activated', mirror: attribute({ activated: false }), is: 'needs-activation' },
  { what: 'activated by another member', mirror: attribute({ home: { memberGuid: 'B', directory: '/x' } }), is: 'needs-activation' },
  { what: 'of another mirror', mirror: attribute({ mirrorGuid: 'MAY' }), is: 'other-mirror' },
  { what: 'on an instance without a mirror', mirror: attribute(), options: { belonging: null }, is: 'other-mirror' },
  { what: 'not in the mirror any more', mirror: attribute(), options: { config: listing() }, is: 'orphaned' },
  {
    what: 'under its name there is another one',
    mirror: attribute(),
    options: { config: listing({ name: 'DATA', guid: 'D2' }) },
    is: 'obsolete',
  },
  {
    what: 'of an earlier version',
    mirror: { mirrorGuid: 'APRIL', mirrorName: 'APRIL', mirrorDatabaseName: 'DATA', createdAsMirrored: true, activated: true },
    is: 'linked',
  },
])('a file that is $what is $is', async ({ mirror, options, is }) => {
  expect(standing(await make(mirror), options)).toBe(is);
});

test('a copy in another directory of the same member is not at home', async () => {
  const file = await make(attribute());
  await file.close();
  opened.pop();
  mkdirSync(inFolder('copy'));
  copyFileSync(join(inFolder('data'), DATABASE_FILE_NAME), join(inFolder('copy'), DATABASE_FILE_NAME));
  const copy = DatabaseFile.open(inFolder('copy'));
  if (!copy.ok) throw new Error(copy.refusal.code);
  opened.push(copy.value);
  expect(isAtHome(copy.value, belonging)).toBe(false);
  expect(standing(copy.value)).toBe('needs-activation');
});
