import { JournalSettingsPage } from '@/components/journals/journal-settings-page.tsx';
import { journalSettingsWatches } from '@/components/journals/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journalSettings');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={journalSettingsWatches(target)}>
      <JournalSettingsPage target={target} />
    </Live>
  );
}
