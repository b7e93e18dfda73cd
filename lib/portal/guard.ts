/**
 * What a request must be before it is answered, whoever sends it: a web page of somebody else must not be able to fail over a mirror, or
 * read one.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { accepted, type Outcome, type Refusal, refused } from '../contract/errors.ts';

/** The parts of a request that are judged. `path` is decoded. */
export interface Asked {
  method: string;
  path: string;
  httpVersion: string;
  headers: IncomingHttpHeaders;
}

export const BODY_BYTES_MAX = 4 * 1024 * 1024;
const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** Where a page is shown inside another one, and clicks may be led astray. */
const FRAMES = new Set(['iframe', 'frame', 'embed', 'object', 'fencedframe']);
/** For load balancers and monitoring, which have no secret: they tell nothing but the state. */
const OPEN = /^\/(?:api\/health|[A-Za-z0-9-]+\/[A-Za-z0-9_-]+\/(?:csp\/(?:bin\/)?mirror_status\.cxw|api\/monitor\/metrics))$/;

export const isOpen = (path: string) => OPEN.test(path);
export const isApi = (path: string) => path === '/api' || path.startsWith('/api/');
const isReading = (method: string) => method === 'GET' || method === 'HEAD';

/**
 * The decoded path of a request line, or P583: absolute addresses, doubled or disguised slashes, dots that climb and what cannot be decoded
 * lead nowhere.
 */
export function pathOf(target: string): Outcome<string> {
  const [encoded = ''] = target.split('?', 1);
  try {
    const path = decodeURIComponent(encoded);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    if (/^\/(?![/\\])[^\\\u0000-\u001f\u007f]*$/.test(path) && !/%2f/i.test(encoded) && !/\/(?:\/|\.\.?(?:\/|$))/.test(path))
      return accepted(path);
  } catch {
    // Not UTF-8, or a percent sign without its two digits.
  }
  return refused('P583');
}

/** Null when the request may be answered, if its sender may be. */
export function refusalOf({ method, path, httpVersion, headers }: Asked, port: number): Refusal | null {
  const foreign = foreignness({ method, path, httpVersion, headers }, port);
  if (foreign) return { code: 'P107', args: [foreign] };
  if (!isReading(method) && !(method === 'POST' && isApi(path))) return { code: 'P584', args: [method] };
  if (Number(headers['content-length'] ?? 0) > BODY_BYTES_MAX) return { code: 'P582', args: [String(BODY_BYTES_MAX / 1024 / 1024)] };
  return null;
}

/** Null when the request comes from the portal's own pages (or from no page at all); else what is wrong with it. */
function foreignness({ method, path, httpVersion, headers }: Asked, port: number): string | null {
  const foreign = foreignHost(headers.host, port);
  // A load balancer that speaks HTTP/1.0 names nobody; a browser always does.
  if (foreign !== null && !(headers.host === undefined && httpVersion === '1.0' && isOpen(path))) return foreign;
  const dest = headers['sec-fetch-dest'];
  if (typeof dest === 'string' && FRAMES.has(dest)) return `Sec-Fetch-Dest ${dest}`;
  // A link on another site may well open a page.
  if (!isApi(path) && !isOpen(path)) return null;
  const site = headers['sec-fetch-site'];
  if (site && site !== 'same-origin' && !(isReading(method) && site === 'none')) return `Sec-Fetch-Site ${site}`;
  if (headers.origin && headers.origin !== `http://${headers.host}`) return `Origin ${headers.origin}`;
  // A form of another site can post text; it cannot post JSON without asking first.
  if (method === 'POST' && !/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return 'Content-Type';
  return null;
}

/**
 * Null when the portal is addressed by its own name. A name of somebody else that leads to this machine would make our pages his own, and
 * let him read them.
 */
function foreignHost(host: string | undefined, port: number): string | null {
  const [, name = '', given = '80'] = /^(.*?)(?::(\d+))?$/.exec(host ?? '') ?? [];
  return LOOPBACK_NAMES.has(name) && given === String(port) ? null : `Host ${host ?? ''}`;
}
