/** The home page of an instance. */
export const homeTitlesEn = { home: 'Home' };

export const homeEn = {
  restartNeeded: 'This instance has left a mirror and must be restarted before it can create or join one.',
  toLab: 'Restart it on the Lab page',
  inactiveTitle: 'Mirror {mirror} is not active on this instance',
  welcome: 'Welcome',
  systemInformation: 'System Information',
  generalDetails: 'General details on this system',
  systemUpTime: 'System Up Time',
  upTime: '{days}d {hours}h {minutes}m',
  memberOfMirror: 'Member of Mirror {name}',
  type: 'Type',
  status: 'Status',
  viewMirrorMonitor: 'View Mirror Monitor',
  notMember: 'This system is not a mirror member.',
  setUp: 'Set up mirroring',
  setUpAgent: 'Start the ISCAgent of {host}.',
  setUpService: 'Enable the mirror service.',
  setUpMirror: 'Create a mirror, or join one.',
  setUpWatch: 'Look at the Mirror Monitor. A member that joins waits there until the primary authorizes it.',
  stepDone: 'Done:',
  stepOpen: 'To do:',
  menuOfPages: 'Pages',
};
