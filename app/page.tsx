import { EntryPage } from '@/components/entry/entry-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { labWatch } from '@/lib/contract/watch.ts';

export const generateMetadata = titled('entry');

export default function Page() {
  return (
    <Live watches={[labWatch]}>
      <EntryPage />
    </Live>
  );
}
