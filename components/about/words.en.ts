/** The About page. */
export const aboutTitlesEn = { about: 'About' };

export const aboutEn = {
  heading: 'About {instance}',
  version: 'Version',
  configuration: 'Configuration',
  journalFile: 'Journal file',
  superserverPort: 'SuperServer Port',
  mirroring: 'Mirroring',
  mirroringMember: 'Member {member} of mirror {mirror}',
  mirroringNone: 'This system is not a mirror member',
  timeSystemStarted: 'Time System Started',
  processId: 'Process ID',
  language: 'Preferred language for this session',
  disclaimer:
    'Mirror Portal is an independent project. It follows the structure and words of the InterSystems IRIS Management Portal and is not made by InterSystems.',
};
