/** How long each thing may take on a busy machine with two cores. What a person waits for has a name here. */

/**
 * The lab, its hosts' processes and the portal, on a busy machine with two cores; with the build, when the sources have changed since the
 * last.
 */
export const START_DEADLINE_MS = 240_000;
/** Longer than the product itself gives its processes, so that it is the product that ends them. */
export const STOP_DEADLINE_MS = 100_000;
/** A lab that is set up, stopped, and started again. */
export const READY_DEADLINE_MS = 2 * (START_DEADLINE_MS + STOP_DEADLINE_MS);
/** A dead process's page: the portal must not wait for it. */
export const DEAD_PAGE_DEADLINE_MS = 1_500;
/** A process of the lab starts, an instance recovers from its journal and answers. */
export const PROCESS_START_DEADLINE_MS = 20_000;
/** Joining asks the other member's agent, makes keys and waits for the other side. */
export const JOIN_DEADLINE_MS = 70_000;
/** From a member's authorization to Active and Arbiter Controlled on both sides, or from its start to Backup. */
export const CATCH_UP_DEADLINE_MS = 30_000;
/** From the primary's end to the next one's first answer: the quality of service timeout of 8 s, and as much again for a busy machine. */
export const FAILOVER_DEADLINE_MS = 16_000;
/** An open page follows what happens elsewhere. A process that hangs is told as silent after 3 s. */
export const LIVE_DEADLINE_MS = 10_000;
