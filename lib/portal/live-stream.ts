import { z } from 'zod';
import { type LivePush, type LiveWatch, liveKeyOf, liveWatchSchema } from '../contract/live.ts';
import { follow } from './ask.ts';

/** The browser takes the stream for broken when nothing has come for a few of these. */
const BEAT_INTERVAL_MS = 2_000;

/** The list in `?watch=`, or null when it is not one. */
export function parseWatches(url: string): LiveWatch[] | null {
  try {
    const result = z.array(liveWatchSchema).safeParse(JSON.parse(new URL(url).searchParams.get('watch') ?? '[]'));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}

/** Server-sent events: a `LivePush` for each answer of each watched query, and a beat. Ends with the request. */
export function liveStream(watches: readonly LiveWatch[], signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream({
    start(controller) {
      let open = true;
      const send = (text: string) => open && controller.enqueue(encoder.encode(text));
      send('retry: 1000\n\n');
      const beat = setInterval(() => send('event: beat\ndata:\n\n'), BEAT_INTERVAL_MS);
      const stops = watches.map((watch) => follow(watch.target, watch.query, watch.input, (outcome) => send(`data: ${JSON.stringify({ key: [...liveKeyOf(watch)], ...outcome } as LivePush)}\n\n`)));
      stop = () => {
        if (!open) return;
        open = false;
        clearInterval(beat);
        for (const one of stops) one();
      };
      signal.addEventListener('abort', () => {
        if (!open) return;
        stop();
        controller.close();
      });
    },
    cancel: () => stop(),
  });
}
