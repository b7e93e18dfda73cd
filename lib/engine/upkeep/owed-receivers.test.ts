import { expect, test } from 'vitest';
import { memberForTests as member } from '../../contract/member-for-tests.ts';
import type { KnownContacts } from '../journal/member-contacts.ts';
import { owedReceivers } from './owed-receivers.ts';

const OTHERS = [member('A', 'failover'), member('C', 'disaster-recovery')];
const known = (epoch: number, fileCount: number): KnownContacts => ({
  epoch,
  contacts: OTHERS.map(({ guid }) => ({ guid, received: { fileCount, offset: 9000 }, disconnectedSinceMs: null })),
});

/** Asks, and is primary from the moment of the answer on when it `leads` by then. */
async function owed(told: KnownContacts | 'no-primary', leads: KnownContacts | null = null) {
  const heard: KnownContacts[] = [];
  let mine: KnownContacts | null = null;
  const receivers = await owedReceivers(
    { contactsAsPrimary: () => mine, heardFromPrimary: (word) => heard.push(word) },
    {
      others: () => OTHERS,
      ask: async () => {
        mine = leads;
        return told;
      },
      nowMs: () => 1000,
    },
  );
  return {
    receivers: typeof receivers === 'string' ? receivers : receivers.map(({ name, received }) => [name, received.fileCount]),
    heard,
  };
}

test('a member that is not primary owes the journal to the asyncs, as the primary says, and remembers the word', async () => {
  expect(await owed(known(4, 7))).toEqual({ receivers: [['C', 7]], heard: [known(4, 7)] });
  expect(await owed('no-primary')).toEqual({ receivers: 'no-primary', heard: [] });
});

test('one that becomes primary while it asks owes it to everybody, by what it knows itself', async () => {
  const everybody = [
    ['A', 2],
    ['C', 2],
  ];
  expect(await owed(known(4, 7), known(5, 2))).toEqual({ receivers: everybody, heard: [] });
  expect(await owed('no-primary', known(5, 2))).toEqual({ receivers: everybody, heard: [] });
});
