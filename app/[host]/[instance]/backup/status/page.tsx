import { BackupStatusPage } from '@/components/backup/backup-status-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('backupStatus');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={[{ target, query: 'backup-status', input: {} }]}>
      <BackupStatusPage target={target} />
    </Live>
  );
}
