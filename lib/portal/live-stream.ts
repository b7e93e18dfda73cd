import { z } from 'zod';
import { type LivePush, type LiveWatch, liveKeyOf } from '../contract/live.ts';
import { liveWatchSchema } from '../contract/live-schemas.ts';
import { follow } from './ask.ts';
import { BEAT_MS } from '../machine/waits.ts';

/** Beyond this a reader is slow. About ten large answers. */
const UNREAD_BYTES_MAX = 256 * 1024;
/** The page with the most watches has a dozen. */
const WATCHES_MAX = 64;
/** A class of thirty with eight pages each. One stream holds some 100 KB here, and its queries are asked of the hosts. */
export const STREAMS_MAX = 256;

const eventOf = (push: LivePush) => `data: ${JSON.stringify(push)}\n\n`;

let streamCount = 0;
/** Whether one more may be opened now. */
export const hasRoomForStream = () => streamCount < STREAMS_MAX;

/** The list in `?watch=`, or null when it is not one. */
export function parseWatches(url: string): LiveWatch[] | null {
  try {
    const result = z
      .array(liveWatchSchema)
      .max(WATCHES_MAX)
      .safeParse(JSON.parse(new URL(url).searchParams.get('watch') ?? '[]'));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}

/**
 * Server-sent events: a `LivePush` for each answer of each watched query, and a beat. Of a reader that is slow only the newest answer to
 * each is kept. Ends with the request.
 */
export function liveStream(
  watches: readonly LiveWatch[],
  signal: AbortSignal,
  followed: typeof follow = follow,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const unsent = new Map<string, string>();
  let stop = () => {};
  const sendUnsent = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    for (const [name, text] of unsent) {
      if ((controller.desiredSize ?? 0) <= 0) return;
      unsent.delete(name);
      controller.enqueue(encoder.encode(text));
    }
  };
  const source = {
    start(controller: ReadableStreamDefaultController<Uint8Array>) {
      let open = true;
      const send = (name: string, text: string) => {
        if (!open) return;
        unsent.set(name, text);
        sendUnsent(controller);
      };
      send('retry', 'retry: 1000\n\n');
      streamCount += 1;
      const beat = setInterval(() => send('beat', 'event: beat\ndata:\n\n'), BEAT_MS);
      stop = () => {
        if (!open) return;
        open = false;
        streamCount -= 1;
        clearInterval(beat);
        for (const one of stops) one();
      };
      const stops = watches.map((watch) => {
        const key = liveKeyOf(watch);
        return followed(watch.target, watch.query, watch.input, (outcome) => send(JSON.stringify(key), eventOf({ key, ...outcome })));
      });
      signal.addEventListener('abort', () => {
        if (!open) return;
        stop();
        controller.close();
      });
    },
    pull: sendUnsent,
    cancel: () => stop(),
  };
  return new ReadableStream(source, new ByteLengthQueuingStrategy({ highWaterMark: UNREAD_BYTES_MAX }));
}
