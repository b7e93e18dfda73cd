/** Leaving a mirror: the buttons and dialogues of Edit Mirror and Edit Async. */
export const leavingEn = {
  removeConfiguration: 'Remove Mirror Configuration',
  removeOther: 'Remove Other Mirror Member',
  noOthers: 'The mirror has no other member.',
  primaryText: 'This is the active primary node so you can’t remove the mirror configuration.',
  steps: {
    label: 'How a primary leaves its mirror',
    done: 'Done',
    others: 'Remove the other members',
    othersLeft: 'Still in the mirror: {names}. Remove asyncs one by one, then the backup.',
    flag: 'Clear the JoinMirror flag',
    flagText: 'This node then does not activate the configuration at startup. Disabling %Service_Mirror does the same.',
    restart: 'Restart InterSystems IRIS',
    toLab: 'Restart it on the Lab page',
    removeText: 'After the restart, on this page.',
  },
  clearFlag: 'Clear JoinMirror Flag',
  restoreFlag: 'Set JoinMirror Flag again',
  flagCleared: 'The JoinMirror flag has been cleared. Restart InterSystems IRIS to continue removing this mirror member.',
  flagRestored: 'The JoinMirror flag is set: this member takes part in the mirror at its next start.',
  primaryKeeps:
    'Until the restart, this member stays primary. After the restart nothing is mirrored here, and the mirrored databases stay read-only until the configuration is removed.',
  otherText:
    'This member leaves mirror {mirror}. It stops following the primary at once, and the primary is told so; the other members go on.',
  inactiveText: 'This removes what this instance still has of mirror {mirror}.',
  options: 'What goes with it',
  attribute: 'Remove the mirror attribute from the mirrored databases ({databases})',
  attributeHelp:
    'Removed: they become ordinary read-write databases and can be added to a mirror again. Kept: they stay read-only and cannot be deleted. When this instance rejoins the same mirror, they need Activate and Catchup.',
  noDatabases: 'none',
  journals: 'Delete the mirror journal files ({count})',
  together:
    'As in the product, the journal files go and the attribute stays unless you choose otherwise. This suits a member that will rejoin this mirror. Its databases then need activation, and catch up from the other members. If it will not come back, remove the attribute, too.',
  journalsHelp:
    'While files of the name {mirror} are kept, no mirror of that name can be created or joined here (#2174). Their names still begin with MIRROR-{mirror}.',
  tls: 'Remove the SSL/TLS configurations %MirrorClient and %MirrorServer',
  tlsHelp: 'The certificate files themselves stay where they are.',
  removed: 'The mirror configuration was removed. Restart InterSystems IRIS to complete this.',
  removedNotElsewhere:
    'The mirror configuration was removed here, but no other member could be told. On the primary, remove this member with Remove Other Mirror Member. Then restart InterSystems IRIS.',
  inactiveFlag:
    'Its JoinMirror flag is clear, or %Service_Mirror is disabled, so the configuration was not activated at the start. Mirrored databases are read-only.',
  inactiveRemoved:
    'This member was removed from the mirror by another member. It takes no part any more; its mirrored databases are read-only.',
  joinAnew: 'To come back, remove the configuration, restart, and join the mirror as a new member.',
  tlsOn:
    'Set up SSL/TLS on every member first, then Verify SSL. When you save, the distinguished name that each member proves is authorized. All mirror connections restart over TLS, and writes pause for a moment.',
  tlsOff:
    'Every member must be connected to learn of it. When you save, all mirror connections restart without TLS. Anybody on the network can then read the data, and new members need no authorization.',
  chooseMember: 'Which member is removed',
  otherWarning:
    '{member} stops following the primary and will be removed from the configuration of mirror {mirror}. Its databases and journal files stay as they are until its own configuration is removed there.',
  backupWarning: 'Without it this mirror has no backup: nobody takes over when the primary fails.',
  /** Of a member that can be removed. */
  memberState: '{type}, {connection}',
  connected: 'connected',
  notConnected: 'not connected',
  unreachableWarning: 'It is not connected: it will be removed from the configuration now and learns of it when it returns.',
  otherRemoved: '{member} was removed from the mirror. Remove the mirror configuration on it, too, and restart it.',
};
