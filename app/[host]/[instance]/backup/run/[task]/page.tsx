import { notFound } from 'next/navigation';
import { RunBackupPage } from '@/components/backup/run-backup-page.tsx';
import { isTaskName } from '@/components/backup/backup-paths.ts';
import { backupTaskWatches } from '@/components/backup/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceAddress, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('runBackup');

export default async function Page({ params }: { params: Promise<InstanceAddress & { task: string }> }) {
  const { task, ...address } = await params;
  if (!isTaskName(task)) notFound();
  const target = targetOf(address);
  return (
    <Live watches={backupTaskWatches(target)}>
      <RunBackupPage target={target} task={task} />
    </Live>
  );
}
