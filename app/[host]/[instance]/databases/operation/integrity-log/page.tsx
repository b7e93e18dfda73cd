import { IntegrityLogPage } from '@/components/databases/integrity-log-page.tsx';
import { integrityLogWatches } from '@/components/databases/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('integrityLog');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={integrityLogWatches(target)}>
      <IntegrityLogPage target={target} />
    </Live>
  );
}
