/** The operator's part of the Mirror Monitor: orders with their warnings, and the way out for a member that must be rebuilt. */
export const operatorEn = {
  title: 'Change of primary',
  nonePossible: 'Nothing of this is possible now. Unfold it to see why.',
  text: 'What the product offers only in the ^MIRROR routine of the terminal.',
  no: 'No',
  yes: 'Yes',
  question: 'Do you want to continue?',
  done: {
    try: 'This member is now the primary.',
    force: 'This member is now the primary.',
    resume: 'This member has resumed as primary.',
    shutDown: 'This instance is shutting down.',
  },
  waiting: 'Waiting up to 60 seconds until this member is the primary…',
  tryPrimary: 'Try to make this the primary',
  tryHelp: 'A planned switch: the primary hands over everything and shuts down. Nothing is lost.',
  tryText: '{other} is the current primary. Continuing will force it down.',
  tryDetail:
    'It hands over its data, then shuts down. If it does not, or this member is not Active, its ISCAgent forces it down. Applications pause for a moment. The instance of {other} stays down until you start it; then it joins as backup. No failover, if set, is overridden and cleared.',
  forcePrimary: 'Force this node to become the primary',
  forceHelp: 'For the case that the other failover member cannot be asked. May lose data.',
  forceActive: 'This member was the active backup the last time it was connected and journal data up to {time} in file {file}.',
  forceActiveDetail:
    'If the primary did no work since then, this member can take over without rebuilding the other one. Otherwise operations may be lost. The other member may then have to be rebuilt from a backup of this one before it can rejoin.',
  forceWasPrimary: 'This member was the primary the last time it was in the mirror.',
  forceWasPrimaryDetail:
    'If the other member has not been primary since then, nothing is lost. Otherwise operations may be lost. The other member may then have to be rebuilt from a backup of this one before it can rejoin.',
  forceNotActive:
    'Warning: If this member does not have all of the journal data which has been generated in the mirror, the consequence of forcing it to become the primary is that some operations may be lost and the other mirror member may need to be rebuilt from a backup of this member before it can rejoin as a backup.',
  forceJournal: 'This member has journal data up to {time} in file {file}.',
  forceNoJournal: 'This member has no journal data of this mirror.',
  forceLess: 'To lose less, first copy the newest mirror journal files of the former primary into the journal directory here.',
  newer: {
    asking: 'Asking the ISCAgents of the asyncs how far their journal data reaches…',
    has: '{name} has journal data that this member lacks, up to offset {offset} in file {file}. Forcing gives it up.',
    promote: 'To keep it, stop this instance and promote {name} instead.',
    copy: 'To keep it, copy the newest mirror journal files of {name} into the journal directory of this member first.',
    silent: 'Nothing is known of {names}: the ISCAgent there does not answer.',
    nobody: 'No async has journal data that this member lacks.',
  },
  resumePrimary: 'Force to resume as primary',
  resumeHelp: 'For a primary that is isolated and waits: it continues once you confirm.',
  resumeText:
    'This primary is in indefinite trouble: it lost the other failover member and the arbiter at once. It holds all writes because the other member may have become primary.',
  resumeDetail:
    'If the link comes back, the members settle it by themselves. Resume only when all of this is certain; otherwise there are two primaries and operations are lost:',
  resumeConfirm: '{other} is down, has never become primary since, and has no mirror journal file later than {file}.',
  shutDownIsolated: 'Shut down this primary',
  shutDownHelp: 'For an isolated primary: shut it down, then force the other member to become the primary.',
  shutDownText: 'The instance {member} shuts down. No writes are lost that were acknowledged.',
  shutDownDetail:
    'Afterwards make the other member the primary: by itself it cannot know that this one is down. Start this instance again later; it joins as backup.',
  notAvailable: 'not available',
  rebuildTitle: 'This member must be rebuilt',
  rebuildText:
    'Its databases contain changes that the mirror does not have. After a member was forced to become the primary, the mirror continued from an earlier point.',
  rebuildSteps: {
    confirm: 'Make sure which copy is right. If it is this one, stop here: shut down the primary and force this member instead.',
    backup: 'Back up the mirrored databases on the primary, or use an older backup whose following journal files all still exist.',
    remove: 'Remove this member from the mirror, keeping the mirror attribute of its databases.',
    add: 'Add it to the mirror again.',
    restore: 'Restore the backup here; the databases catch up by themselves.',
  },
  noFailoverShutdown: 'without failover',
  noFailoverShutdownOf: 'Stop {object} without failover',
};
