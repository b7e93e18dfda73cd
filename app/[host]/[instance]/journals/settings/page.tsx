import { JournalSettingsPage } from '@/components/journals/journal-settings-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('journalSettings');

export default async function Page({ params }: InstanceParams) {
  return <JournalSettingsPage target={targetOf(await params)} />;
}
