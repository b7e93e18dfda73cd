import { EditNamespacePage } from '@/components/namespaces/edit-namespace-page.tsx';
import { namespacesWatches } from '@/components/namespaces/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('editNamespace', 'name');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ name?: string }> }) {
  const target = targetOf(await params);
  const { name = '' } = await searchParams;
  return (
    <Live watches={namespacesWatches(target)}>
      <EditNamespacePage key={name} target={target} name={name} />
    </Live>
  );
}
