import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { Header } from '@/components/chrome/header.tsx';
import { MemberRibbon } from '@/components/chrome/member-ribbon.tsx';
import { KnownInstance } from '@/components/chrome/known-instance.tsx';
import { chromeWatches } from '@/components/chrome/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { isKnownInstance } from '@/lib/portal/known-instance.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export default async function InstanceLayout({ params, children }: InstanceParams & { children: ReactNode }) {
  if (!(await isKnownInstance(await params))) notFound();
  const target = targetOf(await params);
  return (
    <Live watches={chromeWatches(target)}>
      <Header target={target} />
      <MemberRibbon target={target} />
      <main id="content">
        <KnownInstance target={target}>{children}</KnownInstance>
      </main>
    </Live>
  );
}
