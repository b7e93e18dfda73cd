import { refused } from '@/lib/contract/errors.ts';
import { guarded, toResponse } from '@/lib/portal/guard.ts';
import { mirrorMetrics } from '@/lib/portal/mirror-status.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const GET = guarded<InstanceParams>(async (_request, { params }) => {
  const target = targetOf(await params);
  const metrics = await mirrorMetrics(target);
  if (metrics === null) return toResponse(refused('P100', [target, 'no answer']));
  return new Response(metrics, { headers: { 'content-type': 'text/plain; version=0.0.4', 'cache-control': 'no-store' } });
});
