import { instanceExitCodes } from '../../contract/process-end.ts';
import type { HaltKind } from './mirror-host.ts';

/** How a member that ends tells its process why. */
export const haltCodes = {
  planned: instanceExitCodes.handedOver,
  failed: instanceExitCodes.failed,
  'stepped-down': instanceExitCodes.steppedDown,
} satisfies Record<HaltKind, number>;
