import { JournalPurgePage } from '@/components/journals/journal-purge-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journalPurge');

export default async function Page({ params }: InstanceParams) {
  return <JournalPurgePage target={targetOf(await params)} />;
}
