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
