import { OperationPage } from '@/components/databases/operation-page.tsx';
import { operationWatches } from '@/components/databases/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('databases');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ view?: string }> }) {
  const target = targetOf(await params);
  const isFreeSpace = (await searchParams).view === 'free-space';
  return (
    <Live watches={operationWatches(target, isFreeSpace)}>
      <OperationPage target={target} isFreeSpace={isFreeSpace} />
    </Live>
  );
}
