import { BackupLogPage } from '@/components/backup/backup-log-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('backupLog');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ run?: string }> }) {
  const { run } = await searchParams;
  return <BackupLogPage target={targetOf(await params)} runId={Math.trunc(Number(run)) || 0} />;
}
