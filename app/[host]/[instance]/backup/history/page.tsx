import { BackupHistoryPage } from '@/components/backup/backup-history-page.tsx';
import { backupHistoryWatches } from '@/components/backup/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('backupHistory');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={backupHistoryWatches(target)}>
      <BackupHistoryPage target={target} />
    </Live>
  );
}
