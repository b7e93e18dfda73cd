import { JournalRecordsPage } from '@/components/journals/journal-records-page.tsx';
import { readSearch, type SearchParameters } from '@/components/journals/record-search.ts';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journalRecords', 'file');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<SearchParameters> }) {
  const parameters = await searchParams;
  return (
    <JournalRecordsPage
      target={targetOf(await params)}
      file={typeof parameters.file === 'string' ? parameters.file : ''}
      search={readSearch(parameters)}
    />
  );
}
