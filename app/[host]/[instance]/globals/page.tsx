import { GlobalsPage } from '@/components/globals/globals-page.tsx';
import { globalsWatches } from '@/components/globals/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('globals');

export default async function Page({
  params,
  searchParams,
}: InstanceParams & { searchParams: Promise<{ namespace?: string; database?: string; reference?: string }> }) {
  const target = targetOf(await params);
  const { namespace = '', database = '', reference = '' } = await searchParams;
  return (
    <Live watches={globalsWatches(target)}>
      <GlobalsPage
        key={`${namespace} ${database} ${reference}`}
        target={target}
        namespace={namespace}
        database={database}
        reference={reference}
      />
    </Live>
  );
}
