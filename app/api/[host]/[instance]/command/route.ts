import { order } from '@/lib/portal/ask.ts';
import { jsonOf } from '@/lib/portal/request-body.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';
import { toResponse } from '@/lib/portal/to-response.ts';

export async function POST(request: Request, { params }: InstanceParams) {
  const body = await jsonOf(request);
  return toResponse(body.ok ? await order(targetOf(await params), body.value) : body);
}
