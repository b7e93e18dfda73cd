import { guarded } from '@/lib/portal/guard.ts';
import { mirrorStatusResponse } from '@/lib/portal/mirror-status.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const GET = guarded<InstanceParams>(async (_request, { params }) => mirrorStatusResponse(targetOf(await params)));
