/** Apart from the schemas: pages need it, and no browser is to load those for it. */
import type { MemberStatus } from './member-status.ts';

/** Whether a member leads, by its status: also a primary that holds commits back is the one that does. Source: engine facts 3.2. */
export const isLeading = (status: MemberStatus): boolean => status === 'primary' || status === 'in-trouble';
