/** Ends of a connection of the picture that are no member; members are named by their GUID. */
/** The arbiter. */
export const ARBITER_END = 'arbiter';
/** Of a virtual IP that no member has on its card. */
export const NOBODY_HOLDS = 'nobody';
