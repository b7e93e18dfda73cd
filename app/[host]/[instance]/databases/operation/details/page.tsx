import { DetailsPage } from '@/components/databases/details-page.tsx';
import { detailsWatches } from '@/components/databases/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('databaseDetails', 'name');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ name?: string }> }) {
  const target = targetOf(await params);
  const { name = '' } = await searchParams;
  return (
    <Live watches={detailsWatches(target, name)}>
      <DetailsPage key={name} target={target} name={name} />
    </Live>
  );
}
