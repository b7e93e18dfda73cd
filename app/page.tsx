import { EntryPage } from '@/components/entry/entry-page.tsx';
import { allCardsWatches } from '@/components/mirror/card/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { Words } from '@/components/portal/words.tsx';
import { labWatch } from '@/lib/contract/watch.ts';
import { knownLab } from '@/lib/portal/known-lab.ts';

export const generateMetadata = titled('entry');

export default async function Page() {
  return (
    <Live watches={[labWatch, ...allCardsWatches(await knownLab())]}>
      <Words of="lab">
        <EntryPage />
      </Words>
    </Live>
  );
}
