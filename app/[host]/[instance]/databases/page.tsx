import { DatabasesPage } from '@/components/databases/databases-page.tsx';
import { databasesWatches } from '@/components/databases/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('localDatabases');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={databasesWatches(target)}>
      <DatabasesPage target={target} />
    </Live>
  );
}
