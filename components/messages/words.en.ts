/** Words that belong to no page alone. */

/** Asked before an order that stops service: what will happen, and to whom. */
export const consequencesEn = {
  disableService: 'Disable the mirror service',
  disableServiceText:
    '{member} is a member of mirror {mirror}. It stays a member until it is restarted. After that, it takes no part in the mirror. Its mirrored databases are read-only, and it is neither primary nor backup.',
  disableServiceAction: 'Disable',
  virtualIpRemoved: 'Remove the virtual IP',
  virtualIpMoved: 'Change the virtual IP',
  virtualIpText:
    'This member, the primary, gives up {address} at once. Applications that use it lose their connections and cannot connect again through it.',
  virtualIpMovedText: 'They have to use {address} from then on.',
  virtualIpAction: 'Save',
  stop: 'Stop the primary',
  restart: 'Restart the primary',
  handsOver:
    '{member} is the primary of mirror {mirror}. It hands over to the other failover member if that is Active; applications pause for a moment. Otherwise nobody serves until it runs again.',
  staysDown: 'It stays down until you start it; then it is the backup.',
  returns: 'It starts again by itself and is the backup then.',
  withoutFailover:
    '{member} is the primary of mirror {mirror}. Without failover nobody takes over: nobody serves until you start it again.',
  readOnly: 'Make the database read-only',
  readOnlyText: 'From now on nobody can write to {name}, on this member and through the mirror. Applications that write get an error.',
  readOnlyAction: 'Save',
};

export const productEn = { product: 'Mirror Portal' };

export const durationEn = {
  milliseconds: '{count} ms',
  seconds: '{count} s',
  minutes: '{minutes} min {seconds} s',
  hours: '{hours} h {minutes} min',
  days: '{days} d {hours} h',
};

export const memberTypeEn = {
  failover: 'Failover',
  'disaster-recovery': 'Disaster Recovery',
  'read-only-reporting': 'Read-Only Reporting',
  'read-write-reporting': 'Read-Write Reporting',
};

/** Whether the journal takes updates, wherever that is said. */
export const journalStateEn = {
  frozen: 'Journaling is frozen since {since}: the journal cannot be written ({reason}). Updates wait until it can.',
  notReceived:
    'Received mirror journal data cannot be written since {since} ({reason}). This member cannot take over until they can; mend its journal disk.',
  frozenUntil:
    'Journaling is frozen since {since}: the journal cannot be written ({reason}). Updates wait; at {disablesAt} journaling is disabled, and they go on without it.',
  disabled:
    'Journaling is disabled since {since}: the journal could not be written ({reason}). Updates go on without it: a crash may lose them, and no later restore can bring them back.',
  faults: {
    missing: '#2000 Mirror journal file {file} is missing.',
    damaged: '#2000 Mirror journal file {file} is damaged.',
    cutOff: '#2000 Mirror journal file {file} is cut off.',
    other: '#2000 Mirror journal file {file} is another file than the next one follows.',
    begins:
      'The journal of mirror {mirror} begins with file #{begins} on this member. What lies before cannot be applied or sent from here.',
    wayOut: 'A member or database that needs it gets a newer copy: run a full backup, copy it there, restore it. Or put the file back.',
    lostEnd:
      'Mirror journal file {file}, the newest of mirror {mirror} on this member, is missing or damaged. This member does not lead until it has followed a primary, from which it receives the data again.',
  },
};
