/** Words of the versions of instances, and of mirrored databases that are downloaded from another member. */
export const downloadEn = {
  version: 'version {version}',
  upgradeTo: 'Upgrade to {version}',
  versionsDiffer:
    'The failover members have different versions: {thisMember} {thisVersion}, {otherMember} {otherVersion}. This is for the time of an upgrade only. Set no failover, upgrade the backup, and clear no failover. Let the backup take over, then upgrade the former primary.',
  olderMustNotLead: 'The primary has the newer version: {older} must not become primary again before it is upgraded.',
  download: 'Download',
  downloadOf: 'Download {name}',
  missingText:
    'An empty database {name} is created here, in a directory of its name. A copy comes from another member that has a valid one, and then the journal since. After that, this member keeps it current. For another directory, create it with the wizard.',
};

export const databaseActionEn = {
  mount: 'Mount',
  activate: 'Activate',
  catchUp: 'Catchup',
  download: 'Download',
  remove: 'Remove',
  of: '{action}: {name}',
  several: "Click ''Go'' to perform an action on multiple databases",
  select: '--Select an action--',
  option: '{count, plural, =0 {{action} (none)} other {{action} (#)}}',
  go: 'Go',
  chosenSubject: 'each of the databases chosen below',
  alsoCatchUp: 'Catch it up afterwards',
  text: {
    mount: 'On this member, {subject} is opened, and then caught up with the mirror.',
    activate:
      'The copy on this member becomes its database in the mirror: {subject}. After that it needs to be caught up, from the point that the copy was made at. Do this only with a copy of that very database: a backup that was restored, or a copied IRIS.DAT.',
    catchUp:
      'The mirror journal is applied to {subject}, from the end of the copy. After that, this member keeps it current. The journal files of that time must still exist, on this member or on another. A copy that needs activation is activated first.',
    download:
      'A copy of {subject} comes from another member that has a valid one, and then the journal since. After that, this member keeps it current. Nothing needs to be activated or caught up by hand. It would start by itself; this starts it now.',
    removeAll:
      '{subject} will be removed from mirror {mirror} permanently. On this member, the primary, it becomes an ordinary database. It keeps its data and can be written, but its changes no longer go to other members.',
    removeAllOthers:
      'Copies on {others} keep their data and get no more changes; they show as Orphaned. Remove them there too, in this order: the primary first, then the backup, then the asyncs.',
    removeAllBack: 'To bring it back, add it as an existing database. Each other member then needs a new copy of it.',
    removeHere:
      'On member {member}, {subject} will be removed from mirror {mirror}. Here it becomes an ordinary database. It keeps its data and can be written, but gets no more changes from the mirror.',
    removeHereOthers:
      'The other members keep theirs. While the primary still has it in mirror {mirror}, this member reports it as missing. After a failover, applications would not find it. To remove it from the whole mirror, start on the primary, then the backup, then the asyncs.',
  },
};
