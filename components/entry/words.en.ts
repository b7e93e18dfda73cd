/** The list of the instances. */
export const entryTitlesEn = { entry: 'Instances' };

export const entryEn = {
  heading: 'Instances of this lab',
  intro:
    'IRIS instances, their hosts and an arbiter run as processes on this machine. Choose an instance to open its Management Portal, or go to the lab to see and touch the hosts.',
  openPortal: 'Open portal',
  portalOf: 'Open portal of {instance}',
  hostOff: 'Host is switched off',
  mirror: 'Mirror',
  notInMirror: 'Not in a mirror',
  lab: 'The lab',
  labText: 'Hosts, network cards, agents, arbiter and a workload that writes while you break things.',
  openLab: 'Open the lab',
  firstSteps: 'What to do first',
  step1: 'Lab page: install the agent on {arbiter}, the arbiter, and start the agents of both failover hosts.',
  step2: '{first}: Enable Mirror Service, then Create a Mirror.',
  step3: '{second}: Enable Mirror Service, then Join as Failover.',
  step4: '{first}: Edit Mirror, authorize the pending member.',
  step5: 'Look at the Mirror Monitor, start the workload on the Lab page and kill the primary.',
  noInstances: 'The lab has no instance.',
  arbiterText: 'Its ISCAgent tells the failover members of a mirror whether they still see each other.',
};
