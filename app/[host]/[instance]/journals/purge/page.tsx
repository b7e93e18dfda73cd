import { JournalPurgePage } from '@/components/journals/journal-purge-page.tsx';
import { journalPurgeWatches } from '@/components/journals/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journalPurge');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={journalPurgeWatches(target)}>
      <JournalPurgePage target={target} />
    </Live>
  );
}
