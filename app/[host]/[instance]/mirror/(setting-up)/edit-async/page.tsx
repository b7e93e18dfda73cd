import { EditAsyncPage } from '@/components/mirror/forms/async/edit-async-page.tsx';
import { editAsyncWatches } from '@/components/mirror/forms/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('editAsync');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={editAsyncWatches(target)}>
      <EditAsyncPage target={target} />
    </Live>
  );
}
