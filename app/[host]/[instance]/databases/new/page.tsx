import { WizardPage } from '@/components/databases/wizard-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('databaseWizard');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ mirrored?: string }> }) {
  const target = targetOf(await params);
  const { mirrored = '' } = await searchParams;
  const queries = ['databases', 'mirror-catalogue'];
  return (
    <Live watches={queries.map((query) => ({ target, query, input: {} }))}>
      <WizardPage key={mirrored} target={target} mirrored={mirrored} />
    </Live>
  );
}
