import { order } from '@/lib/portal/ask.ts';
import { guarded, toResponse } from '@/lib/portal/guard.ts';
import { jsonOf } from '@/lib/portal/request-body.ts';

export const POST = guarded(async (request) => toResponse(await order('lab', await jsonOf(request))));
