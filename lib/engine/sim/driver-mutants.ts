/** Bugs planted in the loops that ship, and in what they do with their links: hunted in worlds that run them (`--shipped`). */
import { type Edit, inFile, type Mutant } from './mutant.ts';

const mirror = inFile('lib/engine/member/mirror-driver.ts');
const receiving = inFile('lib/engine/member/receiving.ts');

const planted = (name: string, breaks: string, ...edits: Edit[]): Mutant => ({ name, breaks, edits, drivers: 'shipped' });

export const driverMutants: readonly Mutant[] = [
  planted(
    'effects-the-other-way-round',
    'A step applies and says before it persists.',
    mirror('for (const effect of effects) {', 'for (const effect of [...effects].reverse()) {'),
  ),
  planted(
    'two-events-at-a-time',
    'While an effect is awaited, the next event is dealt with already.',
    mirror('if (!this.#draining)', 'if (this.#queue.length > 0)'),
  ),
  planted(
    'reading-never-resumed',
    'A primary that was not read because too much waited for the disk is never read again.',
    receiving('if (this.#host.journal.unwrittenBytes <= UNWRITTEN_BYTES_LOW) this.#link?.connection.resume();', ''),
  ),
  planted(
    'compared-before-settled',
    'Histories are compared while what the last link received is still on its way to the disk.',
    receiving(
      'await journal.settled().catch(() => undefined); // What could not be written is not there: the comparison starts from what is.',
      '',
    ),
  ),
  planted(
    'follow-without-cutting',
    'A member asks to follow although it still has what the primary never had.',
    receiving('await journal.truncate(position);', ''),
  ),
  planted('asyncs-sleep-on', 'Asyncs are not told that more is durable.', mirror('this.#feeding.wake();', '')),
];
