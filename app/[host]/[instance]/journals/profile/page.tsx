import { JournalProfilePage } from '@/components/journals/journal-profile-page.tsx';
import { journalProfileWatches } from '@/components/journals/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journalProfile', 'file');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ file?: string }> }) {
  const { file = '' } = await searchParams;
  const target = targetOf(await params);
  return (
    <Live watches={journalProfileWatches(target, file)}>
      <JournalProfilePage target={target} file={file} />
    </Live>
  );
}
