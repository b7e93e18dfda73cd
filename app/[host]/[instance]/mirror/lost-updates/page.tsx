import { LostUpdatesPage } from '@/components/mirror/lost/lost-updates-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('lostUpdates');

export default async function Page({
  params,
  searchParams,
}: InstanceParams & { searchParams: Promise<{ report?: string | string[]; from?: string | string[] }> }) {
  const { report, from } = await searchParams;
  return (
    <Live watches={[]}>
      <LostUpdatesPage
        target={targetOf(await params)}
        report={typeof report === 'string' ? report : null}
        from={typeof from === 'string' && /^\d+$/.test(from) ? Number(from) : 0}
      />
    </Live>
  );
}
