/** The home page of an instance. */
export const homeTitlesEn = { home: 'Home' };

export const homeEn = {
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
  serviceOff: 'The mirror service is not enabled.',
  menuOfPages: 'Pages',
};
