/** Dejournaling of the whole mirror ends with it (engine facts 9.5). The message names the filter, and the record at which it failed. */
export class FilterFailure extends Error {}
