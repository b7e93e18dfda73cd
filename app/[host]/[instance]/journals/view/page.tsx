import { JournalRecordsPage } from '@/components/journals/journal-records-page.tsx';
import { readSearch, type SearchParameters } from '@/components/journals/record-search.ts';
import { journalRecordsWatches } from '@/components/journals/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { serverTimeZone } from '@/lib/portal/preferences.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journalRecords', 'file');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<SearchParameters> }) {
  const parameters = await searchParams;
  const target = targetOf(await params);
  const file = typeof parameters.file === 'string' ? parameters.file : '';
  const search = readSearch(parameters);
  return (
    <Live watches={journalRecordsWatches(target, file, search, serverTimeZone)}>
      <JournalRecordsPage target={target} file={file} search={search} />
    </Live>
  );
}
