import { HomePage } from '@/components/home/home-page.tsx';
import { cardWatches } from '@/components/mirror/card/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { knownLab } from '@/lib/portal/known-lab.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('home');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={cardWatches(await knownLab(), target)}>
      <HomePage target={target} />
    </Live>
  );
}
