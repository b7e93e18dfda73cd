/**
 * The sentences of the timeline's decisions in English, in the product's words where they are known (engine facts 12.1): what messages.log
 * prints, and what a page in English shows. `{first}` and `{second}` are the arguments. Other languages word the codes themselves.
 */
import type { OrderRefusal, StoryCode } from './stories.ts';

export const storySentences = {
  'takeover-no-other-member': 'No other mirror members configured, becoming primary mirror server',
  'takeover-negotiated': 'Both failover members agree that this member knows the most, becoming primary mirror server',
  'takeover-arbiter': 'The arbiter has lost the primary too, taking over as primary mirror server',
  'takeover-agent-confirmed': "The primary's ISCAgent confirms that it is down, taking over as primary mirror server",
  'takeover-primary-resigned': 'The primary is shutting down and hands over, taking over as primary mirror server',
  'takeover-ordered': 'Taking over as primary mirror server by order of an operator, with all journal data',
  'takeover-forced': 'Forced by an operator to become primary mirror server',
  'virtual-ip-failed': 'AddVirtualAddress failed, cannot become primary: {first}',
  'takeover-given-up':
    'The takeover is given up, the journal here cannot be written or applied: {first}. The other failover member may lead if it has everything that was acknowledged. Start it, or mend the file',
  'takeover-phase-failed': 'Cannot become primary: {first} failed: {second}',
  'became-primary': 'Becoming primary mirror server',
  'takeover-acknowledged': 'The takeover by {first} was acknowledged by an operator',
  'writes-paused': 'For {first} ms no write was acknowledged, as the probe of writes measured it',
  'former-primary-down': 'The former primary is down',
  'became-active-backup': 'This member is now the active backup',
  'backup-active': '{first} is now the active backup',
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
  'backup-stopped': 'Mirroring was stopped on {first} by an operator: going on without it',
  'backup-demoted': '{first} is being demoted to DR async member: going on without it',
  'backup-leaves': '{first} leaves the mirror: going on without it',
  'backup-takes-new-name': '{first} stops mirroring for a moment to use its new X.509 DN: going on without it',
  'handed-over': 'The backup has taken over; this member is no longer primary',
  'dethroned-by-arbiter': 'The arbiter has let the other failover member take over: this member is shutting down',
  'dethroned-by-primary': 'The other failover member has become primary: this member is shutting down',
  'dethroned-by-history': 'The other failover member has been primary after this one: this member is shutting down',
  'surplus-discarded': 'Discarding journal data after {first} that the primary never had; none of it was applied',
  inconsistent:
    'This member has detected that its data is inconsistent with the mirror {first}. If the primary is running and has the correct mirrored data, this member, including its mirrored databases, must be rebuilt.',
  'transfer-lacks-file':
    '#2000 Journal transfer stands still: journal file {first} not found on {second}. It is tried again at growing intervals',
  'transfer-meets-damage':
    'Journal transfer stands still: journal file {first} is damaged on {second}, and is sent to nobody. It is tried again at growing intervals. If no member has it whole, back the databases up there and restore them on the other member',
  'transfer-cannot-read':
    'Journal transfer stands still: journal file {first} cannot be read on {second}. It is tried again at growing intervals',
  'transfer-stopped-by-disk':
    'Journal transfer stands still: {first} cannot write what it receives: {second}. It is tried again at growing intervals',
  'transfer-stopped-by-store':
    'Journal transfer stands still: {first} cannot store the configuration of the mirror: {second}. It is tried again at growing intervals',
  'own-journal-damaged':
    'Journal file {first} of {second} is damaged, and no ISCAgent of another member gave it whole. {second} is not Active until it is mended. Start the ISCAgents, or restore its databases from a newer backup',
  'transfer-damaged-on-the-way': 'The journal block at {second} came to {first} damaged: it is asked for again',
  'transfer-goes-on': 'Journal transfer to {first} goes on after {second} seconds',
  'mirror-stopped': 'Mirroring was stopped on this member by an operator',
  'mirror-started': 'Mirroring was started on this member by an operator',
  'no-failover-set': 'No Failover was set by an operator',
  'no-failover-cleared': 'No Failover was cleared by an operator',
  'no-failover-cleared-locally': 'No Failover was cleared by an operator on this member alone: the primary could not be told',
  'no-failover-ended': 'No Failover is cleared: this member has become primary',
  'force-ordered': 'An operator forces this member to become primary',
  'try-ordered': 'An operator orders this member to become primary',
  'hand-over-asked': 'An operator orders {first} to become primary: handing over to it',
  'hand-over-abandoned': 'The hand-over did not come about: this member goes on as primary',
  'hand-over-unanswered': 'The other failover member did not confirm the hand-over: this member is shutting down',
  'forcing-down': 'Asking the ISCAgent of {first} to force it down',
  'order-refused': 'The order to become primary is not carried out: {first}',
  'resumed-by-operator':
    'Trouble state ended by an operator, who confirmed that the other failover member is down and was not primary since. Resuming as primary; failover mode is Agent Controlled',
  'shut-down-ordered': 'Shutdown was ordered by an operator',
  'shut-down-without-failover':
    'Shutdown with nofailover was ordered by an operator: only this member may be primary until it has started again',
  'member-promoted': '{first} was promoted to failover member',
  'member-demoted': '{first} was demoted to DR async member',
  'takeover-promoted': 'Promoted by an operator, no other member can be primary: becoming primary mirror server',
  'promotion-begun': 'Promotion to failover member was ordered by an operator, partner: {first}',
  'promotion-waits': 'Promotion waits until the ISCAgent of {first} answers',
  'promotion-forced': 'An operator forces the promotion without the journal data of {first}',
  'promotion-cancelled': 'The promotion was canceled by an operator',
  'promotion-ended': 'The promotion has ended: {first} is primary',
  'promotion-prepared': 'Promoted to failover member without a partner: waiting until No Failover is cleared',
  'promotion-unavailable': 'ValidatedMember=0 must be set by hand, before their instances start, on: {first}',
  'member-locked-out': 'The ISCAgent of {first} has set ValidatedMember=0',
  'role-unknown': 'ValidatedMember is 0: asking the primary for the role of this member',
  'end-lost': 'The newest mirror journal file of this member is missing or damaged: asking for a primary',
  'role-learnt': 'The primary {first} has told the role of this member',
  'promoted-here': 'This member was promoted to failover member',
  'demoted-here': 'This member was demoted to DR async member',
  'async-connected': 'MirrorClient: Connected to primary: {first}',
  'async-lost-primary': 'Lost the connection to the primary {first}: looking for the present one',
  'journal-unwritable': 'The journal cannot be written: this member hangs and hands over to the backup',
  'member-asks-to-join': '{first} asks to join the mirror and waits to be authorized',
  'member-added': '{first} was added to the mirror',
  'member-removed': '{first} was removed from the mirror',
  'name-awaits-authorization':
    '{first} shows the certificate of {second}, which is not authorized: its connections are refused until it is',
  'name-authorized': '{first} is known as {second} from now on',
  'name-rejected': '{first} was not authorized as {second}',
  'own-name-awaits-authorization':
    'The certificate of this member says {first} now: it must be authorized on the primary before this member connects again',
  'tls-turned-on': 'The mirror uses SSL/TLS from now on: its connections begin anew',
  'tls-turned-off': 'The mirror no longer uses SSL/TLS: its connections begin anew',
  'removed-from-mirror': 'This member was removed from mirror {first}. Remove its mirror configuration and restart InterSystems IRIS',
} satisfies Record<StoryCode, string>;

/** Why an order to become primary was not carried out: the argument of `order-refused`. */
export const orderRefusalSentences = {
  'partner-is-primary': 'the other failover member is primary and can be reached',
  'partner-is-taking-over': 'the other failover member is becoming primary',
  'partner-knows-more': 'the other failover member is running and has newer journal data',
  'partner-lives': 'the other failover member could not be forced down',
  'agent-unreachable': 'the ISCAgent of the other failover member cannot be reached',
  'journal-out-of-reach': 'the newest journal data of the other failover member are out of reach',
  'own-journal-disk': 'the journal disk of this member does not take the newest journal data',
} satisfies Record<OrderRefusal, string>;
