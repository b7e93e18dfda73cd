import { JournalIntegrityPage } from '@/components/journals/journal-integrity-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journalIntegrity', 'file');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ file?: string }> }) {
  const { file = '' } = await searchParams;
  return <JournalIntegrityPage target={targetOf(await params)} file={file} />;
}
