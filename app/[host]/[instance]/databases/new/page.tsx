import { WizardPage } from '@/components/databases/wizard-page.tsx';
import { wizardWatches } from '@/components/databases/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('databaseWizard');

export default async function Page({
  params,
  searchParams,
}: InstanceParams & { searchParams: Promise<{ mirrored?: string; mirror?: string }> }) {
  const target = targetOf(await params);
  const { mirrored = '', mirror = '' } = await searchParams;
  return (
    <Live watches={wizardWatches(target)}>
      <WizardPage key={`${mirror}:${mirrored}`} target={target} mirrored={mirrored} mirrorName={mirror} />
    </Live>
  );
}
