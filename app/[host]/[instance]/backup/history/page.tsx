import { BackupHistoryPage } from '@/components/backup/backup-history-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('backupHistory');

export default async function Page({ params }: InstanceParams) {
  return <BackupHistoryPage target={targetOf(await params)} />;
}
