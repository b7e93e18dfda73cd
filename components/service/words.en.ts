/** The page of the mirror service. */
export const serviceTitlesEn = { enableMirrorService: 'Edit Service' };

export const serviceEn = {
  serviceName: 'Service Name',
  description: 'Description',
  descriptionText: 'Lets this instance be a member of a mirror: create one, join one, and talk to the other members.',
  serviceEnabled: 'Service Enabled',
  savedEnabled: 'Saved. The mirror service is enabled.',
  savedDisabled: 'Saved. The mirror service is disabled.',
  nextCreate: 'Create a Mirror',
  nextJoin: 'Join as Failover',
  nextJoinAsync: 'Join as Async',
  nextSteps: 'You can now do one of these:',
};
