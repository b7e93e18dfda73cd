/**
 * The decisions of a failover member that its timeline tells: a code and what it concerns. The engine writes the English sentence into
 * messages.log; a page words the code in its own language, and a code without words in every language does not compile.
 *
 * `args` in brackets, in order. A position reads `file #3 offset 8192`.
 */
export const storyCodes = [
  'takeover-no-other-member',
  'takeover-negotiated',
  'takeover-arbiter',
  'takeover-agent-confirmed',
  'takeover-primary-resigned',
  'takeover-ordered',
  'takeover-forced',
  /** [what the operating system says] */
  'virtual-ip-failed',
  /** [phase of the takeover, why] */
  'takeover-phase-failed',
  /** [why] */
  'takeover-given-up',
  'became-primary',
  /** [name of the member that took over, its term] */
  'takeover-acknowledged',
  /** Measured from outside: [ms, term of the member that acknowledged again, ISO time of the last before, of the first after] */
  'writes-paused',
  'former-primary-down',
  'became-active-backup',
  /** [name of the backup] */
  'backup-active',
  'mode-arbiter',
  'mode-agent',
  'lost-primary-active',
  'lost-primary-not-active',
  'claim-dropped',
  'backup-connection-lost',
  'backup-silent',
  'backup-owes',
  'trouble-agent-mode',
  'trouble-arbiter-mode',
  'backup-back',
  'continue-granted',
  'trouble-timeout-passed',
  /** [name of the backup] */
  'backup-stopped',
  'backup-demoted',
  'backup-leaves',
  'backup-takes-new-name',
  'handed-over',
  'dethroned-by-arbiter',
  'dethroned-by-primary',
  'dethroned-by-history',
  /** [position] */
  'surplus-discarded',
  /** [name of the mirror] */
  'inconsistent',
  /** [file, name of the sender] */
  'transfer-lacks-file',
  /** [file and offset, name of the sender] */
  'transfer-meets-damage',
  /** [file, name of the sender and what its disk says] */
  'transfer-cannot-read',
  /** [name of the follower, what its disk says] */
  'transfer-stopped-by-disk',
  /** [name of the follower, what its configuration store says] */
  'transfer-stopped-by-store',
  /** [file and offset, name of the member] */
  'own-journal-damaged',
  /** [name of the follower, file and offset] */
  'transfer-damaged-on-the-way',
  /** [name of the follower, seconds] */
  'transfer-goes-on',
  'mirror-stopped',
  'mirror-started',
  'no-failover-set',
  'observe-only-set',
  'observe-only-cleared',
  /** Observe only: [name of the other member] */
  'would-claim',
  'would-take-over-down',
  'would-take-over-hanging',
  'no-failover-cleared',
  'no-failover-cleared-locally',
  'no-failover-ended',
  'force-ordered',
  'try-ordered',
  /** [name of the other member] */
  'hand-over-asked',
  'hand-over-abandoned',
  'hand-over-unanswered',
  /** [name of the other member] */
  'forcing-down',
  /** [why, an `OrderRefusal`] */
  'order-refused',
  'resumed-by-operator',
  'shut-down-ordered',
  'shut-down-without-failover',
  'journal-unwritable',
  /** [name of the member] */
  'member-promoted',
  /** [name of the member] */
  'member-demoted',
  'takeover-promoted',
  /** [name of the partner, or ''] */
  'promotion-begun',
  /** [name of the partner] */
  'promotion-waits',
  /** [name of the partner] */
  'promotion-forced',
  'promotion-cancelled',
  /** [name of the primary] */
  'promotion-ended',
  'promotion-prepared',
  /** [names] */
  'promotion-unavailable',
  /** [name of the member] */
  'member-locked-out',
  'role-unknown',
  'end-lost',
  /** [name of the primary] */
  'role-learnt',
  'lock-over',
  'promoted-here',
  'demoted-here',
  /** An async: [name of the primary] */
  'async-connected',
  /** An async: [name of the primary] */
  'async-lost-primary',
  /** [name of the member] */
  'member-asks-to-join',
  /** [name of the member] */
  'member-added',
  /** [name of the member] */
  'member-removed',
  /** [name of the mirror] */
  'removed-from-mirror',
  'tls-turned-on',
  'tls-turned-off',
  /** [name of the member, the X.509 DN that it shows] */
  'name-awaits-authorization',
  /** [name of the member, its X.509 DN] */
  'name-authorized',
  /** [name of the member, the X.509 DN that it shows] */
  'name-rejected',
  /** [this member's new X.509 DN] */
  'own-name-awaits-authorization',
] as const;
export type StoryCode = (typeof storyCodes)[number];

/** Who leads, who may, and why: what the timeline shows when it is asked for role changes only. */
export const roleStories: ReadonlySet<StoryCode> = new Set<StoryCode>([
  'takeover-no-other-member',
  'takeover-negotiated',
  'takeover-arbiter',
  'takeover-agent-confirmed',
  'takeover-primary-resigned',
  'takeover-ordered',
  'takeover-forced',
  'takeover-promoted',
  'takeover-given-up',
  'became-primary',
  'former-primary-down',
  'became-active-backup',
  'lost-primary-active',
  'lost-primary-not-active',
  'claim-dropped',
  'observe-only-set',
  'observe-only-cleared',
  'would-claim',
  'would-take-over-down',
  'would-take-over-hanging',
  'handed-over',
  'hand-over-asked',
  'hand-over-abandoned',
  'hand-over-unanswered',
  'dethroned-by-arbiter',
  'dethroned-by-primary',
  'dethroned-by-history',
  'mirror-stopped',
  'mirror-started',
  'force-ordered',
  'try-ordered',
  'order-refused',
  'resumed-by-operator',
  'shut-down-ordered',
  'shut-down-without-failover',
  'member-promoted',
  'member-demoted',
  'promoted-here',
  'demoted-here',
]);

export interface Story {
  readonly code: StoryCode;
  readonly args: readonly string[];
}

/** Why an operator's order to become primary was not carried out. */
export const orderRefusals = [
  'partner-is-primary',
  'partner-is-taking-over',
  'partner-knows-more',
  'partner-lives',
  'agent-unreachable',
  'journal-out-of-reach',
  'own-journal-disk',
] as const;
export type OrderRefusal = (typeof orderRefusals)[number];
