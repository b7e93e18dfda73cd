import { ProcessesPage } from '@/components/processes/processes-page.tsx';
import { processesWatches } from '@/components/processes/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('processes');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={processesWatches(target)}>
      <ProcessesPage target={target} />
    </Live>
  );
}
