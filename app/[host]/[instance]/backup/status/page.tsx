import { BackupStatusPage } from '@/components/backup/backup-status-page.tsx';
import { backupStatusWatches } from '@/components/backup/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('backupStatus');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={backupStatusWatches(target)}>
      <BackupStatusPage target={target} />
    </Live>
  );
}
