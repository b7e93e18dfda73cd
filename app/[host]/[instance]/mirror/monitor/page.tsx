import { MonitorPage } from '@/components/mirror/monitor/monitor-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('mirrorMonitor');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ mirror?: string | string[] }> }) {
  const target = targetOf(await params);
  const { mirror } = await searchParams;
  const chosenMirror = typeof mirror === 'string' ? mirror : null;
  const queries = ['mirror-monitor', 'mirror-topology', 'async-mirrors', 'mirror-catalogue', 'background-tasks'];
  const ofChosen =
    chosenMirror === null
      ? []
      : ['mirror-monitor', 'mirror-topology'].map((query) => ({ target, query, input: { mirrorName: chosenMirror } }));
  return (
    <Live watches={[...queries.map((query) => ({ target, query, input: {} })), ...ofChosen]}>
      <MonitorPage target={target} chosenMirror={chosenMirror} />
    </Live>
  );
}
