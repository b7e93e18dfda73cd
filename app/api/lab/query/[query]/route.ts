import { ask } from '@/lib/portal/ask.ts';
import { guarded, toResponse } from '@/lib/portal/guard.ts';
import { inputOf, jsonOf } from '@/lib/portal/request-body.ts';

type Params = { params: Promise<{ query: string }> };

export const GET = guarded<Params>(async (request, { params }) => toResponse(await ask('lab', (await params).query, inputOf(request))));
export const POST = guarded<Params>(async (request, { params }) => toResponse(await ask('lab', (await params).query, await jsonOf(request))));
