import { BackupFilesPage } from '@/components/backup/backup-files-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('backupFiles');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ folder?: string }> }) {
  const { folder = '' } = await searchParams;
  return <BackupFilesPage target={targetOf(await params)} folder={folder} />;
}
