import type { IncomingMessage, ServerResponse } from 'node:http';
import compression from 'next/dist/compiled/compression/index.js';
import { releaseCompressionStream } from 'next/dist/server/lib/release-compression-stream.js';

/** Events of the live stream would be held back. */
const TEXT = /^(?:text\/(?!event-stream)|image\/svg\+xml|application\/(?:json|javascript|manifest\+json))/;
/** Next gives the kind of some answers as a list of one, which its own compression does not take for that of a text. */
const isText = (_request: IncomingMessage, response: ServerResponse) => TEXT.test(String(response.getHeader('content-type')));
const prepare = compression({ filter: isText });

/**
 * What is written to `response` from now on is compressed, if it is a text of at least 1 KB (or of unknown length) that does not say
 * no-transform, and its reader accepts that. Not a part of a file, which is one of its plain bytes. Scripts and styles are compressed once
 * for each browser, which keeps them for good: 1 MB takes some 30 ms, beside the thread that answers.
 */
export function compress(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.range !== undefined) return;
  prepare(request, response, () => {});
  // Of a reader that has gone nobody ends the stream, and its memory would stay.
  response.once('close', () => {
    if (!response.writableFinished) releaseCompressionStream(response);
  });
}
