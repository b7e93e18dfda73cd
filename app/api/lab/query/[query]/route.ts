import { ask } from '@/lib/portal/ask.ts';
import { inputOf, jsonOf } from '@/lib/portal/request-body.ts';
import { toResponse } from '@/lib/portal/to-response.ts';

type Params = { params: Promise<{ query: string }> };

export const GET = async (request: Request, { params }: Params) => toResponse(await ask('lab', (await params).query, inputOf(request)));

export async function POST(request: Request, { params }: Params) {
  const body = await jsonOf(request);
  return toResponse(body.ok ? await ask('lab', (await params).query, body.value) : body);
}
