/**
 * The one door of the portal: it stands before Next, so that everything is asked the same questions once, static files and wrong addresses
 * included.
 * First whether the request is one that may be answered at all (`guard.ts`), then who sends it (`access.ts`).
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state.js';
import { errorCatalogue, type Refusal } from '../contract/errors.ts';
import { cookieNameOf, cookieValueOf, isKnown, spendKey } from './access.ts';
import { compress } from './compress.ts';
import { isApi, isOpen, pathOf, refusalOf } from './guard.ts';
import { refusalPage } from './refusal-page.ts';
import { securityHeaders } from './security-headers.ts';

const NONCE_BYTES = 16;
/** Until the browser is told otherwise; the secret of the data folder does not change by itself. */
const COOKIE_LIFETIME_S = 30 * 86_400;
/** What only the door may tell Next, and orders to server actions, of which the portal has none: Next logs a stack for each. */
const FORGED = [
  'next-action',
  'content-security-policy-report-only',
  'x-middleware-subrequest',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'forwarded',
];

export interface Door {
  port: number;
  /** The data folder: its secret opens the door. */
  data: string;
  token: string;
  isDevelopment: boolean;
  serve(request: IncomingMessage, response: ServerResponse): void;
}

/** Answers a request, or hands it on to `serve` with the headers of the answer set. */
export function answerAtDoor(door: Door, request: IncomingMessage, response: ServerResponse): void {
  const headers = securityHeaders(randomBytes(NONCE_BYTES).toString('base64'), door.isDevelopment);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const target = request.url ?? '';
  const path = pathOf(target);
  if (!path.ok) return refuse(request, response, path.refusal);
  const asked = { method: request.method ?? '', path: path.value, httpVersion: request.httpVersion, headers: request.headers };
  const isOfDevelopment = door.isDevelopment && /^\/(_next|__nextjs)/.test(path.value);
  const refusal = refusalOf(isOfDevelopment ? { ...asked, method: 'GET' } : asked, door.port);
  if (refusal) return refuse(request, response, refusal);
  const key = isApi(path.value) ? null : new URL(target, 'http://door').searchParams.get('key');
  if (key !== null && request.method === 'GET') return openWith(door, key, request, response);
  if (!isOpen(path.value) && !isKnown(request.headers, door.token, door.port)) return refuse(request, response, { code: 'P580', args: [] });
  if (!isRouterStateReadable(request)) return refuse(request, response, { code: 'P583', args: [] });
  for (const name of FORGED) delete request.headers[name];
  request.headers.host ??= `127.0.0.1:${door.port}`;
  // Next reads the nonce for its scripts from here.
  request.headers['content-security-policy'] = headers['content-security-policy'];
  // A load balancer compares what it reads.
  if (!isOpen(path.value)) compress(request, response);
  door.serve(request, response);
}

/** Next itself answers 500 to one that it cannot read. */
function isRouterStateReadable({ headers }: IncomingMessage): boolean {
  try {
    parseAndValidateFlightRouterState(headers['next-router-state-tree']);
    return true;
  } catch {
    return false;
  }
}

/** May this connection become a socket of the development server? */
export const mayUpgrade = (door: Door, request: IncomingMessage): boolean => {
  const path = pathOf(request.url ?? '');
  if (!path.ok || request.headers.origin !== `http://${request.headers.host}`) return false;
  const asked = { method: 'GET', path: path.value, httpVersion: request.httpVersion, headers: request.headers };
  return refusalOf(asked, door.port) === null && isKnown(request.headers, door.token, door.port);
};

/** A key becomes a cookie, and the address one without a key. Whoever is known already may follow an old address. */
function openWith(door: Door, key: string, request: IncomingMessage, response: ServerResponse): void {
  const clean = new URL(request.url ?? '', 'http://door');
  clean.searchParams.delete('key');
  if (spendKey(door.data, key)) {
    response.setHeader(
      'set-cookie',
      `${cookieNameOf(door.port)}=${cookieValueOf(door.token)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${COOKIE_LIFETIME_S}`,
    );
  } else if (!isKnown(request.headers, door.token, door.port)) return refuse(request, response, { code: 'P581', args: [] });
  response.writeHead(303, { location: clean.pathname + clean.search, 'cache-control': 'no-store' }).end();
}

/** Programs get the refusal as they get every other; a browser that opens a page gets one to read. */
function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status } = errorCatalogue[refusal.code];
  const isPage = status === 401 && !isApi(request.url ?? '');
  // Once: the step that follows comes from this page.
  const again =
    refusal.code === 'P580' ? { address: request.url ?? '/', byItself: request.headers['sec-fetch-site'] === 'cross-site' } : null;
  const body = isPage ? refusalPage(refusal, again) : JSON.stringify({ ok: false, refusal });
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  if (status === 405) response.setHeader('allow', 'GET, HEAD, POST');
  // What was sent with it is not read: the connection cannot be used again.
  if (request.method !== 'GET' && request.method !== 'HEAD') response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json', 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : body);
}
