import { BackupFilesPage } from '@/components/backup/backup-files-page.tsx';
import { backupFilesWatches } from '@/components/backup/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('backupFiles');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ folder?: string }> }) {
  const { folder = '' } = await searchParams;
  const target = targetOf(await params);
  return (
    <Live watches={backupFilesWatches(target, folder)}>
      <BackupFilesPage target={target} folder={folder} />
    </Live>
  );
}
