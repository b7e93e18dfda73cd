import { notFound, redirect } from 'next/navigation';
import { productPage } from '@/lib/portal/product-pages.ts';

type Params = { params: Promise<{ host: string; instance: string; page: string[] }> };

export async function GET(request: Request, { params }: Params) {
  const { host, instance, page } = await params;
  const path = productPage(page, new URL(request.url).searchParams.get('DBName'));
  if (path === null) notFound();
  redirect(`/${host}/${instance}${path}`);
}
