import { CreateMirrorPage } from '@/components/mirror/forms/create/create-mirror-page.tsx';
import { createWatches } from '@/components/mirror/forms/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('createMirror');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={createWatches(target)}>
      <CreateMirrorPage target={target} />
    </Live>
  );
}
