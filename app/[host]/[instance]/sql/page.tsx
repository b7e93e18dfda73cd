import { sqlWatches } from '@/components/sql/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { SqlPage } from '@/components/sql/sql-page.tsx';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('sql');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ namespace?: string }> }) {
  const target = targetOf(await params);
  const { namespace = 'USER' } = await searchParams;
  return (
    <Live watches={sqlWatches(target, namespace)}>
      <SqlPage target={target} namespace={namespace} />
    </Live>
  );
}
