import { HomePage } from '@/components/home/home-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('home');

export default async function Page({ params }: InstanceParams) {
  return <HomePage target={targetOf(await params)} />;
}
