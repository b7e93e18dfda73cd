import { refused } from '@/lib/contract/errors.ts';
import { isKnownInstance } from '@/lib/portal/known-instance.ts';
import { mirrorMetrics } from '@/lib/portal/mirror-status.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';
import { toResponse } from '@/lib/portal/to-response.ts';

export async function GET(_request: Request, { params }: InstanceParams) {
  const target = targetOf(await params);
  if (!(await isKnownInstance(await params))) return toResponse(refused('P104', ['instance', target]));
  const metrics = await mirrorMetrics(target);
  if (metrics === null) return toResponse(refused('P100', [target, 'no answer']));
  return new Response(metrics, { headers: { 'content-type': 'text/plain; version=0.0.4', 'cache-control': 'no-store' } });
}
