import { JournalSummaryPage } from '@/components/journals/journal-summary-page.tsx';
import { journalSummaryWatches } from '@/components/journals/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journalSummary', 'file');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ file?: string }> }) {
  const { file = '' } = await searchParams;
  const target = targetOf(await params);
  return (
    <Live watches={journalSummaryWatches(target, file)}>
      <JournalSummaryPage target={target} file={file} />
    </Live>
  );
}
