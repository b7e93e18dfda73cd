import type { ReactNode } from 'react';
import { Header } from '@/components/chrome/header.tsx';
import { MemberRibbon } from '@/components/chrome/member-ribbon.tsx';
import { UnknownInstance } from '@/components/chrome/unknown-instance.tsx';
import { Live } from '@/components/portal/live.tsx';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export default async function InstanceLayout({ params, children }: InstanceParams & { children: ReactNode }) {
  const target = targetOf(await params);
  return (
    <Live
      watches={[
        { target, query: 'summary', input: {} },
        { target: 'lab', query: 'lab', input: {} },
      ]}
    >
      <Header target={target} />
      <MemberRibbon target={target} />
      <main id="content">
        <UnknownInstance target={target} />
        {children}
      </main>
    </Live>
  );
}
