/** Words of the pages of async members: joining, editing, their Mirror Monitor, and a lab with more hosts. */
export const asyncTitlesEn = { joinAsAsync: 'Join Mirror as Async', editAsync: 'Edit Async Configurations' };

export const asyncEn = {
  lab: { addHost: 'Add a host', addingHost: 'Adding a host…', hostAdded: '{host} has been added, with an instance IRIS.' },
  monitor: {
    heading: 'This system is an async member: {type}',
    memberInformation: 'Async Member Information',
    memberName: 'Member Name',
    type: 'Async Member Type',
    distinguishedName: 'X.509 DN',
    address: 'Async Member Address',
    mirrors: 'Mirrors this async member belongs to',
    mirrorColumn: {
      name: 'Mirror',
      status: 'Status',
      journalTransfer: 'Journal Transfer',
      dejournaling: 'Dejournaling',
      databases: 'Databases',
    },
    details: 'Details',
    shownBelow: 'shown below',
    mirroring: 'Mirroring',
    actionOf: '{action}: {mirror}',
    stopMirroring: 'Stop Mirroring On This Member',
    startMirroring: 'Start Mirroring On This Member',
    confirmStopIn:
      'Mirroring of {mirror} stops on {member}. It receives no more journal data of that mirror until you start it again, even after restarts. Its other mirrors continue.',
    confirmStartIn: 'Mirroring of {mirror} starts on {member}: it connects to the primary of that mirror and catches up.',
    confirmStopDejournalingIn:
      'The databases of mirror {mirror} do not change until dejournaling is started again, even after restarts. Journal data still arrives; the databases of other mirrors continue.',
    confirmStartDejournalingIn:
      'The databases of mirror {mirror} take the journal data that have arrived meanwhile, and follow its primary again.',
    filterFailed: 'The dejournal filter of mirror {mirror} has ended dejournaling. Correct the class, then start dejournaling.',
    inactive: 'not active',
    editFilter: 'Edit Dejournal Filter',
    dejournalStatus: 'Dejournal Status',
    running: 'running (process id: {processId})',
    stopped: 'stopped',
    stopDejournaling: 'Stop Dejournaling',
    startDejournaling: 'Start Dejournaling',
    confirmStopDejournaling:
      'The databases of {member} do not change until dejournaling is started again, even after restarts. Journal data still arrives.',
    confirmStartDejournaling: 'Databases of {member} take the journal data that have arrived meanwhile, and follow the primary again.',
    confirmStop:
      'Mirroring stops on {member}: it receives no more journal data until you start it again, also over restarts. The primary and the failover do not depend on it.',
    confirmStart: 'Mirroring starts on {member}: it connects to the primary and catches up.',
    viewJournals: 'View Journal Files',
    databasesOf: 'Mirrored Databases for {name}',
  },
  promote: { title: 'Promote to Failover Member' },
  demote: {
    self: 'Demote To DR Member',
    other: 'Demote Other Member',
  },
};

/** Joining, editing and leaving as an async. */
export const asyncFormsEn = {
  join: {
    otherMember: "Mirror Failover Member's Info",
    agentAddress: 'Agent Address on Failover System',
    information: 'Async Member Information',
    memberName: 'Async Member Name',
    address: 'Async Member Address',
    addressHelp:
      'The IP address or host name by which the other members reach this one. It becomes the superserver and mirror private address.',
    type: 'Async Member System Type',
    typeHelp: {
      'disaster-recovery':
        'A copy for the worst case: all mirrored databases, read-only. It can be promoted to failover member. Needs a running ISCAgent on this host.',
      'read-only-reporting': 'For reports and data mining: the mirrored databases you choose, read-only. It can never become primary.',
      'read-write-reporting':
        'For reports that write: the mirrored databases you choose lose their FailoverDB flag here. It can never become primary.',
    },
    members: 'Members',
    memberCount: '{count} of 16',
    known: 'This instance is a reporting async already. Its name and its type are the same in every mirror that it joins.',
    joined: '{member} has joined mirror {name}.',
  },
  types: {
    'disaster-recovery': 'Disaster Recovery (DR)',
    'read-only-reporting': 'Read-Only Reporting',
    'read-write-reporting': 'Read-Write Reporting',
  },
  edit: {
    memberInformation: 'Mirror Member Information',
    heading: 'This system is an async member of mirror {name}',
    headingSeveral: 'This system is an async member of the mirrors {name}',
    retention: 'Mirror Journal File Retention',
    retentionChoice: { purge: 'Purge immediately after dejournaling', local: 'Follow the local purge settings' },
    retentionHelp: 'For reporting asyncs only. The last file stays in any case.',
    tls: 'SSL/TLS Configuration',
    distinguishedName: 'X.509 DN',
    noTls: 'The mirror does not use SSL/TLS.',
    clearOnChange: 'Clear the FailoverDB flags of all mirrored databases',
    clearOnChangeHelp: 'Then they can be written here, and can never be used by a failover or DR member. Without it they stay read-only.',
    saved: 'Saved.',
    mirrors: 'Mirrors this async member belongs to',
    verifySslOf: 'Verify SSL of {mirror}',
    inactive: 'not active',
    removedByOther: 'removed by another member',
    mirrorColumn: { name: 'Name', status: 'Status', filter: 'Dejournal Filter' },
    joinMirror: 'Join a Mirror',
    databases: 'Mirrored Databases',
    databaseColumn: {
      name: 'Name',
      mirror: 'Mirror',
      mirrorName: 'Mirror DB Name',
      directory: 'Directory',
      flag: 'FailoverDB',
      clear: 'Clear Flag',
    },
    flagSet: 'Yes',
    flagCleared: 'No',
    clearFlag: 'Clear Flag',
    clearFlagOf: 'Clear Flag of {name}',
    clearFlags: 'Clear FailoverDB Flags',
    clearFlagText:
      'The FailoverDB flag of {name} is cleared. The database can then be written here. It can never again be used by a failover or DR member, and the flag cannot be set by hand.',
    clearFlagsText:
      'The FailoverDB flags of all mirrored databases of this member are cleared. They can then be written here. They can never again be used by a failover or DR member, and the flags cannot be set by hand.',
  },
  mirror: {
    title: 'Mirror {mirror}',
    of: 'Addresses in mirror {mirror}',
    primary: '{name} (primary)',
    databases: 'Mirrored Databases',
    usesTls: 'The mirror uses SSL/TLS.',
    failoverMembers: 'Failover members',
  },
  leave: {
    title: 'Leave mirror {mirror}',
    action: 'Leave mirror',
    of: 'Leave mirror {mirror}',
    text: 'This member leaves mirror {mirror}: it stops following its primary at once, and the primary is told so. Its other mirrors go on.',
    textLast:
      'This member leaves mirror {mirror}, its only one. It stops following the primary at once, and the primary is told. Afterwards InterSystems IRIS must be restarted.',
    left: 'This member has left mirror {mirror}.',
    notElsewhere:
      'This member has left mirror {mirror}, but no other member could be told. On the primary of {mirror}, remove this member with Remove Other Mirror Member.',
  },
  filter: {
    edit: 'Edit Dejournal Filter',
    editOf: 'Edit Dejournal Filter of {mirror}',
    title: 'Dejournal Filter of mirror {mirror}',
    text: 'A class that you write is asked about every journal record: 1 applies it, 0 skips it. It makes dejournaling slower. An error in it, or an endless loop, ends dejournaling of this mirror.',
    choice: 'Filter of {mirror}',
    none: 'none',
    new: 'New class…',
    name: 'Class name',
    nameHelp: 'Z or z, then letters and digits.',
    code: 'Class',
    codeHelp: 'JavaScript, kept as a file in {directory}. It runs in a process of its own, which can neither read nor write files.',
    removeNote:
      'From now on everything is applied. What the filter has skipped does not come back. To get it, replace the database with a copy from another member.',
    delete: 'Delete class',
    failed: 'The filter has ended dejournaling. Correct the class, then start dejournaling on the Mirror Monitor.',
    outdated:
      'The class {name} has been saved since. The former version stays in use until dejournaling is stopped and started on the Mirror Monitor.',
    hasFailed: 'has ended dejournaling',
    isOutdated: 'changed: stop and start dejournaling',
    set: 'Mirror {mirror} uses the dejournal filter {name} from now on.',
    removed: 'Mirror {mirror} has no dejournal filter any more.',
    saved: '{name} is saved. Stop and start dejournaling to use it.',
  },
};
