/**
 * Bugs planted in who is owed the journal, and in which of its files may go; see `mutants.ts`.
 *
 * Not planted, because too much must come together: that more counts as received than was taken over, that a former primary is believed
 * (`../upkeep/journal-contacts.test.ts`), and that a member with surplus journal does not see that what it has before it is what the first
 * file of the primary follows (`../mirror/history.test.ts`; seed 1030 of purging was bad with it by the rule alone).
 */
import { inFile, type Mutant } from './mutant.ts';

const contacts = inFile('lib/engine/journal/member-contacts.ts');
const decision = inFile('lib/engine/journal/purge-decision.ts');

export const purgeMutants: readonly Mutant[] = [
  {
    name: 'contacts-of-any-term-count',
    mixture: 'purging',
    breaks: 'A primary goes on with what it knew of the members before another one led.',
    edits: [contacts('if (last?.epoch !== knownIn) return [];', 'if (last === undefined || knownIn === 0) return [];')],
  },
  {
    name: 'away-as-it-was-told',
    mixture: 'purging',
    breaks: 'A primary goes on counting how long a member is away from what its predecessor told it some time ago.',
    edits: [contacts('contacts.map((contact) => ({ ...contact, disconnectedSinceMs: null }))', '[...contacts]')],
  },
  {
    name: 'given-up-at-once',
    mixture: 'purging',
    breaks: 'An async is owed nothing any more as soon as it is away.',
    edits: [decision('nowMs - disconnectedSinceMs > AWAY_MS_MAX', 'nowMs >= disconnectedSinceMs')],
  },
  {
    name: 'backup-given-up',
    mixture: 'purging',
    breaks: 'A failover member that is away for long is owed nothing any more, as if it were an async.',
    edits: [decision('!(receiver.isAsync && isGivenUp(receiver, nowMs))', '!isGivenUp(receiver, nowMs)')],
  },
  {
    name: 'purged-undejournaled',
    mixture: 'purging',
    breaks: 'A member purges what its own databases have not had yet.',
    edits: [
      decision(
        'mirror.needs.filter((need) => need.fileCount <= fileCount)',
        'mirror.needs.filter((need) => need.fileCount < fileCount && need.isInactive)',
      ),
    ],
  },
];
