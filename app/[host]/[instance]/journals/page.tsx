import { JournalsPage } from '@/components/journals/journals-page.tsx';
import { journalsWatches } from '@/components/journals/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journals');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ show?: string }> }) {
  const target = targetOf(await params);
  const { show } = await searchParams;
  return (
    <Live watches={journalsWatches(target)}>
      <JournalsPage target={target} mirrorOnly={show === 'mirror'} />
    </Live>
  );
}
