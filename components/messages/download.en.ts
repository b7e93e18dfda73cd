/** Words of the versions of instances, and of mirrored databases that are downloaded from another member. */
export const downloadEn = {
  version: 'version {version}',
  upgradeTo: 'Upgrade to {version}',
};
