/** What both drivers of a member do by the clock. */

/** How often a member says of itself how it is. */
export const PROGRESS_MS = 1000;
/** How often an effect that must be finished is tried again. */
export const PERSIST_RETRY_MS = 1000;
