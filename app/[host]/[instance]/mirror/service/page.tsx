import { ServicePage } from '@/components/service/service-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('enableMirrorService');

export default async function Page({ params }: InstanceParams) {
  return <ServicePage target={targetOf(await params)} />;
}
