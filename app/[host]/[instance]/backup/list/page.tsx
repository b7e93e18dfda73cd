import { BackupListPage } from '@/components/backup/backup-list-page.tsx';
import { backupListWatches } from '@/components/backup/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('databaseBackupList');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={backupListWatches(target)}>
      <BackupListPage target={target} />
    </Live>
  );
}
