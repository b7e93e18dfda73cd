import { JournalRecordsPage } from '@/components/journals/journal-records-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journalRecords');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ file?: string; from?: string }> }) {
  const { file = '', from = '0' } = await searchParams;
  return <JournalRecordsPage target={targetOf(await params)} file={file} from={Number(from) || 0} />;
}
