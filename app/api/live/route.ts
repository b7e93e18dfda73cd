import { refused } from '@/lib/contract/errors.ts';
import { guarded, toResponse } from '@/lib/portal/guard.ts';
import { liveStream, parseWatches } from '@/lib/portal/live-stream.ts';

export const dynamic = 'force-dynamic';

export const GET = guarded((request) => {
  const watches = parseWatches(request.url);
  if (!watches) return toResponse(refused('P101', ['watch', 'a list of target, query and input']));
  return new Response(liveStream(watches, request.signal), { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' } });
});
