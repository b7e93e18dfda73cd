import { CopyPage } from '@/components/databases/copy-page.tsx';
import { copyWatches } from '@/components/databases/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('copyDatabase', 'name');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ name?: string }> }) {
  const target = targetOf(await params);
  const { name = '' } = await searchParams;
  return (
    <Live watches={copyWatches(target)}>
      <CopyPage key={name} target={target} name={name} />
    </Live>
  );
}
