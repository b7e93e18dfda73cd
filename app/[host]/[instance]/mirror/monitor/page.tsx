import { MonitorPage } from '@/components/mirror/monitor/monitor-page.tsx';
import { toldWatches } from '@/components/mirror/card/watches.ts';
import { monitorWatches } from '@/components/mirror/monitor/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { knownLab } from '@/lib/portal/known-lab.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('mirrorMonitor');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ mirror?: string | string[] }> }) {
  const target = targetOf(await params);
  const { mirror } = await searchParams;
  const chosenMirror = typeof mirror === 'string' ? mirror : null;
  return (
    <Live watches={[...monitorWatches(target, chosenMirror), ...toldWatches(await knownLab(), target)]}>
      <MonitorPage target={target} chosenMirror={chosenMirror} />
    </Live>
  );
}
