import { WizardPage } from '@/components/databases/wizard-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('databaseWizard');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={[{ target, query: 'databases', input: {} }]}>
      <WizardPage target={target} />
    </Live>
  );
}
