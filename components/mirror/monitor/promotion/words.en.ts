/** Promotion of a DR async to failover member: the dialogue, what is left to do by hand, and what the Mirror Monitor shows of it. */
export const promotionEn = {
  asking: 'Asking the failover members and their ISCAgents. When one does not answer, this takes some seconds.',
  situation: 'The situation',
  situations: {
    'primary-runs': '{primary} runs and is the primary. Nobody has to decide anything: this member joins it as backup.',
    'primary-runs-backup-silent':
      '{primary} runs and is the primary: this member joins it as backup. {silent} cannot be asked, so you have to decide.',
    'agents-reachable':
      'No failover member is running, and the ISCAgent of each one answers. Everything that was ever acknowledged can be fetched from them.',
    'agents-unreachable':
      'No failover member is known to be running, and at least one ISCAgent does not answer. Data that only that member has cannot be fetched now. Whether it is running cannot be told from here. You have to choose.',
    'member-runs':
      '{running} is running, but is not primary. Whether it becomes primary must be settled first. Wait for it, make it primary on its own Mirror Monitor, or stop it.',
    'member-waits':
      '{waiting} runs, and may not lead before a primary has told it its role. Start the member that was promoted last, or stop what waits and promote this one.',
  },
  column: { member: 'Failover member', instance: 'Instance', agent: 'ISCAgent', journal: 'Journal reaches' },
  isPrimary: 'Runs, primary',
  isUp: { up: 'Runs', down: 'Down', unknown: 'Not known' },
  agentAnswers: 'Answers',
  agentSilent: 'Does not answer',
  journalUnknown: 'not known',
  journalPosition: 'file {file}, offset {offset}',
  journalNewest: 'newest',
  partner: 'Failover partner',
  partnerText: 'Whose journal data counts. The partner becomes the backup of this member when its instance starts again.',
  partnerHelp: {
    primary:
      'Its ISCAgent answers: its journal data are fetched, and this member becomes primary at once. Right when {member} was the last primary.',
    waiting:
      'Its ISCAgent does not answer: this member waits, and nobody can write, until it does. Right when {member} was the last primary, its host will come back, and nothing may be lost. You can force or cancel the waiting later.',
    none: 'This member takes what the members that answer have, and becomes primary. Right when the failover members are lost, or when writing again soon matters more than their last data.',
  },
  noPartner: 'No partner',
  noFailover: 'Set No Failover: prepare this member, but do not let it become primary yet',
  noFailoverHelp:
    'It becomes primary when you press Clear No Failover on its Mirror Monitor. Time to make sure that the former failover members are down.',
  acceptUnavailable: 'Go on although {members} cannot be asked',
  acceptUnavailableHelp: 'Only when you are certain that it is down. If it runs, it could become primary beside the present one.',
  networkInterface: 'Network Interface for Virtual IP {address}',
  onlyCard: '{card} (the only one in its subnet)',
  severalCards: 'Several network interfaces are in the subnet of the virtual IP.',
  chooseCard: '-- Choose --',
  noCard:
    'No network interface of this system is in the subnet of the virtual IP {address}. When this member is primary, applications do not reach it by that address and must be pointed to its own.',
  withoutVirtualIp: 'Promote it without the virtual IP',
  plan: 'What will happen',
  planOpen: 'Choose the failover partner first.',
  plans: {
    'self-backup': '{member} becomes a failover member now, gets the latest journal data from {other}, and is its backup.',
    'primary-stays': '{name} stays primary. Applications do not notice.',
    'self-primary': '{member} fetches the newest journal data from {other}, and becomes primary now.',
    'self-waits': '{member} waits until the ISCAgent of {other} answers. Then it fetches its journal data and becomes primary.',
    'self-collects': '{member} collects the newest journal data from {other}, and becomes primary now.',
    'self-collects-nothing': '{member} becomes primary now, with the journal data that it has: no other member can be asked.',
    'self-prepared': 'It does not take writes until No Failover is cleared.',
    'partner-backup': '{name} becomes backup when its instance starts again.',
    'demoted-now': '{name} becomes a disaster recovery async now.',
    'demoted-at-start': '{name} becomes a disaster recovery async when its instance starts again; its ISCAgent sees to it.',
    'edit-by-hand':
      '{name} cannot be told. Set ValidatedMember to 0 there before its instance starts, or two primaries are possible. Then it becomes a disaster recovery async.',
    'edit-unheard-by-hand':
      '{name} cannot be asked, and may have become a failover member. Make sure that it is down. Set ValidatedMember to 0 there before its instance starts.',
    'nothing-lost': 'Nothing that was acknowledged is lost.',
    'lost-if-later': 'If {name} was primary after {other}, what it acknowledged since then is lost.',
    'lost-what-others-had': 'What was acknowledged by {name}, and is neither on {member} nor on {other}, is lost.',
    'lost-what-is-not-here': 'What was acknowledged by {name}, and is not on {member}, is lost.',
  },
  dataLossTitle: 'This may lose data.',
  dataLoss:
    'Writes that were acknowledged in the last moments before the disaster may not have reached this member. A former failover member that has such writes in its databases cannot rejoin later. It must be rebuilt from a backup of this member.',
  typeToConfirm: 'To confirm, type the name of the mirror: {word}',
  promoting: 'Promoting…',
  goesOn: 'It continues when you leave this page; the Mirror Monitor shows its progress.',
  progress: 'Progress',
  results: {
    backup: '{member} is a failover member now, the backup.',
    primary: '{member} is the primary now. Applications can write again.',
    waiting:
      '{member} waits for the ISCAgent of {partner}. It is not primary yet. The Mirror Monitor tells when it continues, and lets you force or cancel it.',
    prepared:
      '{member} is ready to be the primary, and waits. When you are certain that the former failover members are down, press Clear No Failover on its Mirror Monitor.',
  },
  editTitle: 'Left for you to do by hand',
  editText:
    'These members could not be told. Each was a failover member, or may have become one. Started as it is, it could become primary beside this one:',
  editHow:
    'Before its instance starts, write <setting></setting> into its configuration parameter file (iris.cpf). Then it asks the primary for its role and joins as that.',
  editInLab: 'In this lab: while the instance is down, press “Set ValidatedMember=0” at its host.',
  toLab: 'Open the Lab page',
  panel: 'Promotion',
  states: {
    running: 'This member is being promoted.',
    waiting:
      'This member is promoted as soon as the ISCAgent of {partner} answers. Until then it is a disaster recovery async, and nobody can write.',
    prepared: 'This member is prepared to be the primary, and waits until No Failover is cleared.',
    'role-unknown':
      'ValidatedMember is 0: this member asks the primary for its role before it joins. Until the primary answers it cannot become primary. If the promotion came to nothing, the member that was to be promoted says so as soon as it runs.',
    'lost-end':
      'The newest mirror journal file of this member is missing or damaged. It looks for a primary, and does not become primary by itself before it has followed one. If there is no primary, force the member that has the newest data to become primary. If that is this member with the file put back, restart it first.',
  },
  lastWay:
    'When no primary will come and no disaster recovery async can be promoted, one way is left. Stop the failover member with the newest journal. Press “Set ValidatedMember=1” at its host, then start it. Be certain that no other member leads.',
  since: 'Since {time}.',
  force: 'Go on without it',
  forceText:
    'This member stops waiting for {partner}, takes what the members that answer have, and becomes primary. {partner} must then be edited by hand before its instance starts.',
  cancel: 'Cancel the promotion',
  cancelText: 'This member stops waiting and stays a disaster recovery async. Nothing else changes.',
  demotion: {
    now: '{member} becomes a disaster recovery async now. It continues to receive journal data, but no longer takes over by itself.',
    atStart: 'The instance of {member} is down. Its ISCAgent makes it a disaster recovery async when it starts again.',
    alone: '{primary} stays primary alone: if it fails, nobody takes over until a DR async is promoted.',
    back: 'Nothing is lost. {member} can be promoted again on its Mirror Monitor.',
  },
  lab: {
    setValidated: 'Set ValidatedMember=0',
    setValidatedHelp:
      'Edits the configuration file of an instance that is down. With 0 it asks the primary for its role before it joins a mirror. With 1 every such edit is undone.',
    done: 'Written. At its next start {object} asks the primary for its role.',
    setBack: 'Set ValidatedMember=1',
    setBackText:
      '{object} may lead again without asking a primary for its role, whoever set ValidatedMember to 0. Two primaries are possible if another member leads: be certain that none does. This is the last way, when no primary will come and no disaster recovery async can be promoted. Choose the failover member with the newest journal.',
    setBackDone: 'Written. From its next start {object} may lead without asking a primary for its role.',
  },
};
