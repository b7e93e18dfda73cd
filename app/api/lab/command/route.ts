import { order } from '@/lib/portal/ask.ts';
import { jsonOf } from '@/lib/portal/request-body.ts';
import { toResponse } from '@/lib/portal/to-response.ts';

export async function POST(request: Request) {
  const body = await jsonOf(request);
  return toResponse(body.ok ? await order('lab', body.value) : body);
}
