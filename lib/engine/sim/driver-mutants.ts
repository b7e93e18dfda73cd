/**
 * Bugs planted in the loops that ship, and in what they do with their links: hunted in worlds that run them (`--shipped`).
 *
 * Not planted: that histories are compared before the configuration is written down. A simulated disk writes in order, so it is there
 * before the journal is (`../member/receiving.test.ts`).
 */
import { type Edit, inFile, type Mutant } from './mutant.ts';

const loop = inFile('lib/engine/member/effect-loop.ts');
const mirror = inFile('lib/engine/member/mirror-driver.ts');
const receiving = inFile('lib/engine/member/receiving.ts');

const planted = (name: string, breaks: string, ...edits: Edit[]): Mutant => ({ name, breaks, edits, drivers: 'shipped' });

export const driverMutants: readonly Mutant[] = [
  planted(
    'effects-the-other-way-round',
    'A step applies and says before it persists.',
    loop('for (const effect of effects) {', 'for (const effect of [...effects].reverse()) {'),
  ),
  planted(
    'two-events-at-a-time',
    'While an effect is awaited, the next event is dealt with already.',
    loop('if (!this.#isDraining)', 'if (this.#queue.length > 0)'),
  ),
  {
    ...planted(
      'reading-never-resumed',
      'A primary that was not read because too much waited for the disk is never read again.',
      receiving('if (this.#host.journal.unwrittenBytes <= UNWRITTEN_BYTES_LOW) this.#link?.connection.resume();', ''),
    ),
    mixture: 'arbiter-comes-and-goes',
  },
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
  ...[
    planted(
      'store-refuses-and-nobody-says-so',
      'A member whose store refuses what the primary says neither tells it nor ends the link.',
      receiving("if (this.#link?.session === session) this.refused({ kind: 'store', detail: fault });", ''),
    ),
    planted(
      'follows-without-having-written',
      'A member follows a primary although it could not write down what that one says of the mirror.',
      receiving('{ epoch }).then(() => null, errorText);', '{ epoch }).then(() => null, (): string | null => null);'),
    ),
  ].map((mutant): Mutant => ({ ...mutant, mixture: 'refusing-stores' })),
  planted('asyncs-sleep-on', 'Asyncs are not told that more is durable.', mirror('this.#feeding.wake();', '')),
];
