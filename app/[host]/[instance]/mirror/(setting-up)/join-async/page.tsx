import { JoinAsyncPage } from '@/components/mirror/forms/join/join-async-page.tsx';
import { joinAsyncWatches } from '@/components/mirror/forms/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('joinAsAsync');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={joinAsyncWatches(target)}>
      <JoinAsyncPage target={target} />
    </Live>
  );
}
