import { ArbiterPage } from '@/components/lab/arbiter/arbiter-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { arbiterWatch, labWatch } from '@/lib/contract/watch.ts';

export const generateMetadata = titled('arbiter');

export default async function Page({ params }: { params: Promise<{ host: string }> }) {
  const { host } = await params;
  return (
    <Live watches={[arbiterWatch(host), labWatch]}>
      <ArbiterPage host={host} />
    </Live>
  );
}
