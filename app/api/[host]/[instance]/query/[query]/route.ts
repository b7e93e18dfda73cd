import { ask } from '@/lib/portal/ask.ts';
import { inputOf, jsonOf } from '@/lib/portal/request-body.ts';
import { targetOf } from '@/lib/portal/target-of.ts';
import { toResponse } from '@/lib/portal/to-response.ts';

type Params = { params: Promise<{ host: string; instance: string; query: string }> };

export async function GET(request: Request, { params }: Params) {
  const { query, ...address } = await params;
  return toResponse(await ask(targetOf(address), query, inputOf(request)));
}

export async function POST(request: Request, { params }: Params) {
  const { query, ...address } = await params;
  const body = await jsonOf(request);
  return toResponse(body.ok ? await ask(targetOf(address), query, body.value) : body);
}
