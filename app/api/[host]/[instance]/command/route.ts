import { order } from '@/lib/portal/ask.ts';
import { guarded, toResponse } from '@/lib/portal/guard.ts';
import { jsonOf } from '@/lib/portal/request-body.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const POST = guarded<InstanceParams>(async (request, { params }) => toResponse(await order(targetOf(await params), await jsonOf(request))));
