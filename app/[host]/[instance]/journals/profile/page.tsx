import { JournalProfilePage } from '@/components/journals/journal-profile-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journalProfile', 'file');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ file?: string }> }) {
  const { file = '' } = await searchParams;
  return <JournalProfilePage target={targetOf(await params)} file={file} />;
}
