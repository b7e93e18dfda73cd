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
