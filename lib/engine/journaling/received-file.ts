/** What may begin as the next journal file of this member: it came over the network, and its name becomes a path. */
import { isCountable } from '../../contract/heard-number.ts';
import type { Epoch } from '../journal/epoch.ts';
import { decodeHeader } from '../journal/header.ts';
import { isMirrorJournalName } from '../journal/journal-log.ts';
import type { FileCount } from '../journal/position.ts';

/**
 * Throws when the header is none of such a file of this mirror, or of a term that nobody could count on from, or the name none that such a
 * file may have.
 * `mirror` null: the first file says it. `term`: the highest that this member knows.
 */
export function assertReceivable(
  file: { readonly name: string; readonly fileCount: FileCount; readonly header: Buffer },
  own: { readonly mirror: { readonly guid: string; readonly name: string } | null; readonly term: Epoch },
): void {
  const header = decodeHeader(file.header);
  if (!header?.mirror || header.fileCount !== file.fileCount)
    throw new Error(`the header of mirror journal file #${file.fileCount} cannot be read`);
  const mirror = own.mirror ?? header.mirror;
  if (header.mirror.guid !== mirror.guid)
    throw new Error(`mirror journal file #${file.fileCount} is of another mirror, ${JSON.stringify(header.mirror.name)}`);
  if (!isMirrorJournalName(file.name, mirror.name))
    throw new Error(`${JSON.stringify(file.name)} is no name of a journal file of mirror ${mirror.name}`);
  if (!isCountable(header.epoch, own.term))
    throw new Error(`mirror journal file #${file.fileCount} is of term ${header.epoch}, to which no mirror can have come`);
}
