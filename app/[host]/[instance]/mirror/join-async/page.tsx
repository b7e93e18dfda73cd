import { JoinAsyncPage } from '@/components/mirror/forms/join/join-async-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('joinAsAsync');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={['form-defaults', 'async-mirrors'].map((query) => ({ target, query, input: {} }))}>
      <JoinAsyncPage target={target} />
    </Live>
  );
}
