/**
 * Bugs planted in what becomes of a member that has lost the end of its journal, behind what was synced; see `mutants.ts`.
 *
 * Not planted, because too much must come together: that it hears its role from the primary of an earlier term (`lost-end.test.ts`,
 * `../mirror/promotion.test.ts`).
 */
import { type Edit, inFile, type Mutant } from './mutant.ts';

const lostEnd = inFile('lib/engine/mirror/lost-end.ts');
const deciding = inFile('lib/engine/mirror/deciding.ts');
const operator = inFile('lib/engine/mirror/operator.ts');
const receiving = inFile('lib/engine/member/receiving.ts');

const planted = (name: string, breaks: string, ...edits: Edit[]): Mutant => ({ name, breaks, edits, mixture: 'losing-ends' });

export const lostEndMutants: readonly Mutant[] = [
  planted(
    'leads-by-what-is-left',
    'A member whose newest journal file is gone takes itself for one that knows all it knew.',
    lostEnd("return isBeingPromoted ? 'cannot-start' : 'waits';", "return isBeingPromoted ? 'cannot-start' : 'starts';"),
  ),
  planted(
    'promoted-by-what-is-left',
    'A member that leads by its own promotion does so without the newest file of what it was promoted with.',
    lostEnd("return isBeingPromoted ? 'cannot-start' : 'waits';", "return isBeingPromoted ? 'starts' : 'waits';"),
  ),
  planted(
    'tried-without-its-end',
    'A person who orders a member to try makes it lead although it does not know what it has acknowledged.',
    operator("return written.isRoleUnknown && order === 'try' ? 'end-lost' : null;", 'return null;'),
  ),
  planted(
    'agrees-without-its-end',
    'A member whose newest journal file is gone agrees that another one, which knows more than what is left, leads.',
    deciding('if (mine.onlyPrimary === NOBODY) return false;', ''),
  ),
  {
    ...planted(
      'beyond-what-it-went-along',
      'Databases that went along the lost file count as beyond the history of who has it.',
      receiving('journal.wentAlong(furthest, files) ? earlier(common, furthest) : furthest', 'furthest'),
    ),
    drivers: 'shipped',
  },
];
