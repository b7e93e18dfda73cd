/** A mirror on the first page and on Home. */
export const mirrorCardEn = {
  mirror: 'Mirror {name}',
  seenBy: 'As {name} sees it.',
  noFailoverMember: 'No failover member of this mirror answers. {name} is an async member and cannot take over by itself.',
  nobody: 'No member of this mirror answers. The primary of before, or its backup, must be started first.',
  openMonitor: 'Mirror Monitor of {name}',
  toLab: 'Start it on the Lab page',
  members: 'Members of {mirror}',
  of: 'What {speaker} says of {name}',
  ofNobody: 'No other member of mirror {mirror} answers. Nothing is known here of {name} but that it does not answer.',
  notListed: '{speaker} no longer lists {name} as a member of mirror {mirror}.',
  leads: '{name} serves as primary at present.',
};
