import { ask } from '@/lib/portal/ask.ts';

export const dynamic = 'force-dynamic';

/** For whoever watches over the portal: 200 while it and the lab answer. */
export async function GET() {
  const { ok } = await ask('lab', 'lab', {});
  return new Response(ok ? 'OK' : 'FAILED', {
    status: ok ? 200 : 503,
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' },
  });
}
