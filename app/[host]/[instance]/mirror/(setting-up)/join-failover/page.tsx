import { JoinMirrorPage } from '@/components/mirror/forms/join/join-mirror-page.tsx';
import { joinFailoverWatches } from '@/components/mirror/forms/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('joinAsFailover');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={joinFailoverWatches(target)}>
      <JoinMirrorPage target={target} />
    </Live>
  );
}
