import { BackupLogPage } from '@/components/backup/backup-log-page.tsx';
import { backupLogWatches } from '@/components/backup/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('backupLog');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ run?: string }> }) {
  const { run } = await searchParams;
  const target = targetOf(await params);
  const runId = Math.trunc(Number(run)) || 0;
  return (
    <Live watches={backupLogWatches(target, runId)}>
      <BackupLogPage target={target} runId={runId} />
    </Live>
  );
}
