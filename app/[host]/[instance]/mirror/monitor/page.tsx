import { MonitorPage } from '@/components/mirror/monitor/monitor-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('mirrorMonitor');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  const queries = ['mirror-monitor', 'mirror-catalogue', 'background-tasks'];
  return (
    <Live watches={queries.map((query) => ({ target, query, input: {} }))}>
      <MonitorPage target={target} />
    </Live>
  );
}
