import { notFound, redirect } from 'next/navigation';
import { isKnownInstance } from '@/lib/portal/known-instance.ts';
import { productPage } from '@/lib/portal/product-pages.ts';

type Params = { params: Promise<{ host: string; instance: string; page: string[] }> };

export async function GET(request: Request, { params }: Params) {
  const { host, instance, page } = await params;
  const path = productPage(page, new URL(request.url).searchParams.get('DBName'));
  // A host that is none could be the beginning of somebody else's address.
  if (path === null || !(await isKnownInstance({ host, instance }))) notFound();
  redirect(`/${encodeURIComponent(host)}/${encodeURIComponent(instance)}${path}`);
}
