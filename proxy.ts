/** Runs before every page and route. Only the routes below /api check more: a link on another site may well open a page. */
import type { NextRequest } from 'next/server';
import { refuseForeignHost } from './lib/portal/guard.ts';

export function proxy(request: NextRequest): Response | undefined {
  return refuseForeignHost(request) ?? undefined;
}

/** Programs and styles are the same for everybody. */
export const config = { matcher: '/((?!_next/static/).*)' };
