import { refused } from '@/lib/contract/errors.ts';
import { hasRoomForStream, liveStream, parseWatches, STREAMS_MAX } from '@/lib/portal/live-stream.ts';
import { toResponse } from '@/lib/portal/to-response.ts';

export const dynamic = 'force-dynamic';

export function GET(request: Request) {
  const watches = parseWatches(request.url);
  if (!watches) return toResponse(refused('P101', ['watch', 'a list of at most 64 of target, query and input']));
  if (!hasRoomForStream()) return toResponse(refused('P640', [String(STREAMS_MAX)]));
  return new Response(liveStream(watches, request.signal), {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' },
  });
}
