import { errorCatalogue, type Outcome, type Refusal, refused } from '../contract/errors.ts';

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Null when the portal is addressed by its own name. A name of somebody else that leads to this machine would make our pages his own, and let him read them. */
function foreignHost(request: Request): string | null {
  const host = request.headers.get('host') ?? '';
  const [, name, port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  const isOurs = LOOPBACK_NAMES.has(name ?? '') && (!process.env.PORT || (port ?? '80') === process.env.PORT);
  return isOurs ? null : `Host ${host}`;
}

/** The answer to a request under a foreign name, whatever it asks for; null for all others. */
export function refuseForeignHost(request: Request): Response | null {
  const reason = foreignHost(request);
  return reason === null ? null : toResponse(refused('P107', [reason]));
}

/** Null when the request comes from the portal's own pages (or from no page at all); else what is wrong with it. */
export function foreignness(request: Request): string | null {
  const foreign = foreignHost(request);
  if (foreign) return foreign;
  const host = request.headers.get('host') ?? '';
  const site = request.headers.get('sec-fetch-site');
  if (site && site !== 'same-origin' && !(request.method === 'GET' && site === 'none')) return `Sec-Fetch-Site ${site}`;
  const origin = request.headers.get('origin');
  if (origin && origin !== `http://${host}`) return `Origin ${origin}`;
  // A form of another site can post text; it cannot post JSON without asking first.
  if (request.method !== 'GET' && !request.headers.get('content-type')?.startsWith('application/json')) return 'Content-Type';
  return null;
}

export function toResponse(outcome: Outcome<unknown>): Response {
  return Response.json(outcome, { status: outcome.ok ? 200 : errorCatalogue[outcome.refusal.code].status, headers: { 'cache-control': 'no-store' } });
}

type Handler<Context> = (request: Request, context: Context) => Promise<Response> | Response;

/** Every API route is wrapped in this: a web page of somebody else must not be able to fail over a mirror, or read one. */
export function guarded<Context>(handler: Handler<Context>): Handler<Context> {
  return (request, context) => {
    const reason = foreignness(request);
    const refusal: Refusal = { code: 'P107', args: [reason ?? ''] };
    return reason === null ? handler(request, context) : toResponse({ ok: false, refusal });
  };
}
