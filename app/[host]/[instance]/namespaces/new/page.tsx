import { NewNamespacePage } from '@/components/namespaces/new-namespace-page.tsx';
import { namespacesWatches } from '@/components/namespaces/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('newNamespace');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={namespacesWatches(target)}>
      <NewNamespacePage target={target} />
    </Live>
  );
}
