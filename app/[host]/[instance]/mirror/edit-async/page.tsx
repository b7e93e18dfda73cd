import { EditAsyncPage } from '@/components/mirror/forms/async/edit-async-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('editAsync');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={['async-edit', 'dejournal-filters'].map((query) => ({ target, query, input: {} }))}>
      <EditAsyncPage target={target} />
    </Live>
  );
}
