/** Words of the versions of instances, and of mirrored databases that are downloaded from another member. */
export const downloadEn = {
  version: 'version {version}',
  upgradeTo: 'Upgrade to {version}',
  download: 'Download',
  downloadOf: 'Download {name}',
  missingText:
    'An empty database {name} is made here, in a directory of its name. A copy comes from another member that has a valid one, then the journal since; from then on this member keeps it current. For another directory, create it with the wizard.',
};
