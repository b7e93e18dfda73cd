/**
 * The sentences that messages.log prints for the decisions of the timeline, in the product's words where they are known (engine facts
 * 12.1). `%1`… are the arguments.
 * Pages do not read them: they word the codes themselves.
 */
import type { OrderRefusal, Story, StoryCode } from '../../contract/stories.ts';

const sentences: Record<StoryCode, string> = {
  'takeover-no-other-member': 'No other mirror members configured, becoming primary mirror server',
  'takeover-negotiated': 'Both failover members agree that this member knows the most, becoming primary mirror server',
  'takeover-arbiter': 'The arbiter has lost the primary too, taking over as primary mirror server',
  'takeover-agent-confirmed': "The primary's ISCAgent confirms that it is down, taking over as primary mirror server",
  'takeover-primary-resigned': 'The primary is shutting down and hands over, taking over as primary mirror server',
  'takeover-ordered': 'Taking over as primary mirror server by order of an operator, with all journal data',
  'takeover-forced': 'Forced by an operator to become primary mirror server',
  'virtual-ip-failed': 'AddVirtualAddress failed, cannot become primary: %1',
  'takeover-given-up':
    'The takeover is given up, the journal here cannot be written or applied: %1. The other failover member may lead if it has everything that was acknowledged; mend the file, or start the other member',
  'takeover-phase-failed': 'Cannot become primary: %1 failed: %2',
  'became-primary': 'Becoming primary mirror server',
  'takeover-acknowledged': 'The takeover by %1 was acknowledged by an operator',
  'writes-paused': 'For %1 ms no write was acknowledged, as the probe of writes measured it',
  'former-primary-down': 'The former primary is down',
  'became-active-backup': 'This member is now the active backup',
  'backup-active': '%1 is now the active backup',
  'mode-arbiter': 'Failover mode is now Arbiter Controlled',
  'mode-agent': 'Failover mode is now Agent Controlled',
  'lost-primary-active': 'Lost the connection to the primary while being the active backup',
  'lost-primary-not-active': 'nonactive Backup is down: lost the connection to the primary, this member was not active',
  'claim-dropped': 'No longer the active backup: the primary may go on without this member',
  'backup-connection-lost': 'Lost the connection to the backup',
  'backup-silent': 'The backup has fallen silent',
  'backup-owes': 'The active backup did not acknowledge journal data in time',
  'trouble-agent-mode': 'Trouble state: waiting until the backup can no longer take over',
  'trouble-arbiter-mode': 'Trouble state: asking the arbiter whether to go on without the backup',
  'backup-back': 'The backup is back and no longer active: leaving trouble state',
  'continue-granted': 'The arbiter confirms that the backup cannot take over: going on without it, failover mode is Agent Controlled',
  'trouble-timeout-passed': 'The trouble timeout has passed: going on without the backup',
  'backup-stopped': 'Mirroring was stopped on %1 by an operator: going on without it',
  'backup-demoted': '%1 is being demoted to DR async member: going on without it',
  'backup-leaves': '%1 leaves the mirror: going on without it',
  'backup-takes-new-name': '%1 stops mirroring for a moment to use its new X.509 DN: going on without it',
  'handed-over': 'The backup has taken over; this member is no longer primary',
  'dethroned-by-arbiter': 'The arbiter has let the other failover member take over: this member is shutting down',
  'dethroned-by-primary': 'The other failover member has become primary: this member is shutting down',
  'dethroned-by-history': 'The other failover member has been primary after this one: this member is shutting down',
  'surplus-discarded': 'Discarding journal data after %1 that the primary never had; none of it was applied',
  inconsistent:
    'This member has detected that its data is inconsistent with the mirror %1. If the primary is running and has the correct mirrored data, this member, including its mirrored databases, must be rebuilt.',
  'transfer-lacks-file': '#2000 Journal transfer stands still: journal file %1 not found on %2. It is tried again at growing intervals',
  'transfer-meets-damage':
    'Journal transfer stands still: journal file %1 is damaged on %2, and is sent to nobody. It is tried again at growing intervals. If no member has it whole, back the databases up there and restore them on the other member',
  'transfer-cannot-read': 'Journal transfer stands still: journal file %1 cannot be read on %2. It is tried again at growing intervals',
  'transfer-stopped-by-disk': 'Journal transfer stands still: %1 cannot write what it receives: %2. It is tried again at growing intervals',
  'transfer-stopped-by-store':
    'Journal transfer stands still: %1 cannot store the configuration of the mirror: %2. It is tried again at growing intervals',
  'own-journal-damaged':
    'Journal file %1 of %2 is damaged, and no ISCAgent of another member gave it whole. %2 is not Active until it is mended. Start the ISCAgents, or restore its databases from a newer backup',
  'transfer-damaged-on-the-way': 'The journal block at %2 came to %1 damaged: it is asked for again',
  'transfer-goes-on': 'Journal transfer to %1 goes on after %2 seconds',
  'mirror-stopped': 'Mirroring was stopped on this member by an operator',
  'mirror-started': 'Mirroring was started on this member by an operator',
  'no-failover-set': 'No Failover was set by an operator',
  'no-failover-cleared': 'No Failover was cleared by an operator',
  'no-failover-cleared-locally': 'No Failover was cleared by an operator on this member alone: the primary could not be told',
  'no-failover-ended': 'No Failover is cleared: this member has become primary',
  'force-ordered': 'An operator forces this member to become primary',
  'try-ordered': 'An operator orders this member to become primary',
  'hand-over-asked': 'An operator orders %1 to become primary: handing over to it',
  'hand-over-abandoned': 'The hand-over did not come about: this member goes on as primary',
  'hand-over-unanswered': 'The other failover member did not confirm the hand-over: this member is shutting down',
  'forcing-down': 'Asking the ISCAgent of %1 to force it down',
  'order-refused': 'The order to become primary is not carried out: %1',
  'resumed-by-operator':
    'Indefinite trouble state ended by an operator, who confirmed that the other failover member is down and was never primary after this one: resuming as primary, failover mode is Agent Controlled',
  'shut-down-ordered': 'Shutdown was ordered by an operator',
  'shut-down-without-failover':
    'Shutdown with nofailover was ordered by an operator: only this member may be primary until it has started again',
  'member-promoted': '%1 was promoted to failover member',
  'member-demoted': '%1 was demoted to DR async member',
  'takeover-promoted': 'Promoted by an operator, no other member can be primary: becoming primary mirror server',
  'promotion-begun': 'Promotion to failover member was ordered by an operator, partner: %1',
  'promotion-waits': 'Promotion waits until the ISCAgent of %1 answers',
  'promotion-forced': 'An operator forces the promotion without the journal data of %1',
  'promotion-cancelled': 'The promotion was cancelled by an operator',
  'promotion-ended': 'The promotion has ended: %1 is primary',
  'promotion-prepared': 'Promoted to failover member without a partner: waiting until No Failover is cleared',
  'promotion-unavailable': 'ValidatedMember=0 must be set by hand, before their instances start, on: %1',
  'member-locked-out': 'The ISCAgent of %1 has set ValidatedMember=0',
  'role-unknown': 'ValidatedMember is 0: asking the primary for the role of this member',
  'end-lost': 'The newest mirror journal file of this member is lost: asking for a primary',
  'role-learnt': 'The primary %1 has told the role of this member',
  'promoted-here': 'This member was promoted to failover member',
  'demoted-here': 'This member was demoted to DR async member',
  'async-connected': 'MirrorClient: Connected to primary: %1',
  'async-lost-primary': 'Lost the connection to the primary %1: looking for the present one',
  'journal-unwritable': 'The journal cannot be written: this member hangs and hands over to the backup',
  'member-asks-to-join': '%1 asks to join the mirror and waits to be authorized',
  'member-added': '%1 was added to the mirror',
  'member-removed': '%1 was removed from the mirror',
  'name-awaits-authorization': '%1 shows the certificate of %2, which is not authorized: its connections are refused until it is',
  'name-authorized': '%1 is known as %2 from now on',
  'name-rejected': '%1 was not authorized as %2',
  'own-name-awaits-authorization':
    'The certificate of this member says %1 now: it must be authorized on the primary before this member connects again',
  'tls-turned-on': 'The mirror uses SSL/TLS from now on: its connections begin anew',
  'tls-turned-off': 'The mirror no longer uses SSL/TLS: its connections begin anew',
  'removed-from-mirror': 'This member was removed from mirror %1. Remove its mirror configuration and restart InterSystems IRIS',
};

const refusals: Record<OrderRefusal, string> = {
  'partner-is-primary': 'the other failover member is primary and can be reached',
  'partner-is-taking-over': 'the other failover member is becoming primary',
  'partner-knows-more': 'the other failover member is running and has newer journal data',
  'partner-lives': 'the other failover member could not be forced down',
  'agent-unreachable': 'the ISCAgent of the other failover member cannot be reached',
  'journal-out-of-reach': 'the newest journal data of the other failover member are out of reach',
  'own-journal-disk': 'the journal disk of this member does not take the newest journal data',
};

export function narrate({ code, args }: Story): string {
  const words = code === 'order-refused' ? args.map((arg) => refusals[arg as OrderRefusal] ?? arg) : args;
  return sentences[code].replace(/%(\d)/g, (_, digit) => words[Number(digit) - 1] ?? '');
}
