import { PropertiesPage } from '@/components/databases/properties-page.tsx';
import { propertiesWatches } from '@/components/databases/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('databaseProperties', 'name');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ name?: string }> }) {
  const target = targetOf(await params);
  const { name = '' } = await searchParams;
  return (
    <Live watches={propertiesWatches(target, name)}>
      <PropertiesPage key={name} target={target} name={name} />
    </Live>
  );
}
