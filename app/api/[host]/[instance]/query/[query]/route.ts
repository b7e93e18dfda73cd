import { ask } from '@/lib/portal/ask.ts';
import { guarded, toResponse } from '@/lib/portal/guard.ts';
import { inputOf, jsonOf } from '@/lib/portal/request-body.ts';
import { targetOf } from '@/lib/portal/target-of.ts';

type Params = { params: Promise<{ host: string; instance: string; query: string }> };

export const GET = guarded<Params>(async (request, { params }) => {
  const { query, ...address } = await params;
  return toResponse(await ask(targetOf(address), query, inputOf(request)));
});

export const POST = guarded<Params>(async (request, { params }) => {
  const { query, ...address } = await params;
  return toResponse(await ask(targetOf(address), query, await jsonOf(request)));
});
