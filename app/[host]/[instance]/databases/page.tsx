import { DatabasesPage } from '@/components/databases/databases-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('localDatabases');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  const queries = ['databases', 'background-tasks'];
  return (
    <Live watches={queries.map((query) => ({ target, query, input: {} }))}>
      <DatabasesPage target={target} />
    </Live>
  );
}
