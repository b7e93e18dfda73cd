import { AboutPage } from '@/components/about/about-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('about');

export default async function Page({ params }: InstanceParams) {
  return <AboutPage target={targetOf(await params)} />;
}
